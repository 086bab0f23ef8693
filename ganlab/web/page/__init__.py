"""The page: ordinary Streamlit widgets made from RunConfig, around the live view."""
