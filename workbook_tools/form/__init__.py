"""The form: how a round is asked and shown. Columns, sheets, lists, lights, rules, texts, views."""
