"""Soleus."""
