"""Telling another system something: how it is signed, where it may go, how often it is tried.

Nothing here knows what is told, or of whose rows it is: the leads' webhooks and those about
published content are sent alike.
"""
