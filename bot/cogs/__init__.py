"""Discord's front door: read the interaction, call one flow, answer."""
