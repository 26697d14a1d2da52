"""The pages of the dashboard, one module each; `shell` holds what they share."""
