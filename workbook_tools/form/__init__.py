"""The form: how a round is asked and shown. Columns, sheets, lists, lights, rules, texts, views."""

from workbook_tools.form.form import Form, form_of, load_form

__all__ = ["Form", "form_of", "load_form"]
