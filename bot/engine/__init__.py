"""When and where work runs."""
