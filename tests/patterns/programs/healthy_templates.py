# SPDX-License-Identifier: Apache-2.0
"""Django's templates, cached by its loader, rendered in several languages and with an error now and then."""
import django
from django.conf import settings
from django.template import TemplateDoesNotExist, engines

TEMPLATES = {f"page{i}.html": "{% for row in rows %}{{ row.name|title }} {{ row.price|floatformat:2 }}{% endfor %}" * 3 for i in range(30)}

settings.configure(
    SECRET_KEY="not a secret", USE_I18N=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
        "loaders": [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", TEMPLATES)])]}}])
django.setup(set_prefix=False)


def work(rounds):
    engine = engines["django"]
    rows = [{"name": f"row {i}", "price": i * 1.5} for i in range(20)]
    for i in range(60):
        try:
            engine.get_template(f"page{i % 33}.html").render({"rows": rows})
        except TemplateDoesNotExist:
            pass
