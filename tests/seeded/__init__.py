"""Completed returns with figures, the errors that people make in them, and what is found.

``filled``  clean returns: plausible figures, dates, comments, actions and a sign-off
``kinds``   what a person does wrong, each a function of one thing done to a return
``seeding`` putting errors into filled returns, and telling which are found
"""
