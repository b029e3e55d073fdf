from django import template

register = template.Library()


@register.simple_tag
def shout(text):
    return str(text).upper()
