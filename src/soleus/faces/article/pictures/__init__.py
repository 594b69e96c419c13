"""A picture for every claim; a topic a file, a registered function a picture."""

from soleus.faces.article.pictures import body, raises, running, strength  # registers them
from soleus.faces.article.pictures.registry import PICTURES, Picture, draw, picture

__all__ = ["PICTURES", "Picture", "body", "draw", "picture", "raises", "running", "strength"]
