"""The live route: newest frames to every viewer, commands back; beside Streamlit's own traffic, not through it."""
