"""The verbs: each joins the stages for one deed."""
