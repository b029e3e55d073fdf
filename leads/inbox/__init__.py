"""The inbox: the desk's list of leads and the screen of one lead, inside the Wagtail admin.

Every view starts at ``Lead.objects.visible_to(user)``; the admin's generic views of models check
no rows and serve nothing here (docs/decisions/0001).
"""
