# SPDX-License-Identifier: Apache-2.0
"""A small shop made with Django, all in this file: models, admin, templates, sessions, signals, a database in memory.
For the tests that count references in a program as people write them."""
import os
import sys
import types

import django
from django.conf import settings

TEMPLATES = {
    "base.html": """<html><head><title>{% block title %}Shop{% endblock %}</title></head>
        <body>{% if user.is_authenticated %}{{ user.username }}{% endif %}{% block content %}{% endblock %}</body></html>""",
    "products.html": """{% extends "base.html" %}{% load l10n %}{% block title %}{{ category|default:"All" }}{% endblock %}
        {% block content %}{% for product in products %}<li class="{% cycle 'odd' 'even' %}">{{ product.name|title }}
        {{ product.price|floatformat:2 }} {% for tag in product.tags.all %}{{ tag }}{% if not forloop.last %}, {% endif %}
        {% endfor %}</li>{% empty %}none{% endfor %}{% with total=products|length %}{{ total }}{% endwith %}{% endblock %}""",
    "product.html": """{% extends "base.html" %}{% block content %}{{ product.name }}{% for order in product.order_set.all %}
        {{ order.made|date:"Y-m-d" }} {{ order.customer.username }}{% endfor %}<form method="post">{% csrf_token %}
        {{ form.as_p }}</form>{% endblock %}""",
}


def configure():
    settings.configure(
        DEBUG=False, SECRET_KEY="not a secret", ALLOWED_HOSTS=["*"], ROOT_URLCONF="shop_urls", USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", STATIC_URL="/static/",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                        "django.contrib.sessions", "django.contrib.messages", "django.contrib.humanize", "shop"],
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
                    "django.middleware.locale.LocaleMiddleware", "django.middleware.common.CommonMiddleware",
                    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
                    "django.contrib.messages.middleware.MessageMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": False, "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                                   "django.contrib.messages.context_processors.messages"],
            "loaders": [("django.template.loaders.locmem.Loader", TEMPLATES),
                        "django.template.loaders.app_directories.Loader"]}}],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        SESSION_ENGINE="django.contrib.sessions.backends.db")
    package = types.ModuleType("shop")
    package.__path__ = []
    package.__file__ = os.path.abspath(__file__)
    sys.modules["shop"] = package
    from django.apps import AppConfig
    package.ShopConfig = type("ShopConfig", (AppConfig,), {"__module__": "shop", "name": "shop", "path": os.path.dirname(package.__file__)})
    django.setup(set_prefix=False)


def make_models():
    from django.contrib import admin
    from django.contrib.auth.models import User
    from django.db import models

    class Category(models.Model):
        name = models.CharField(max_length=50)

        class Meta:
            app_label = "shop"
            verbose_name_plural = "categories"

        def __str__(self):
            return self.name

    class Tag(models.Model):
        word = models.SlugField(unique=True)

        class Meta:
            app_label = "shop"

        def __str__(self):
            return self.word

    class Product(models.Model):
        name = models.CharField(max_length=80, db_index=True)
        price = models.DecimalField(max_digits=8, decimal_places=2)
        category = models.ForeignKey(Category, on_delete=models.CASCADE)
        tags = models.ManyToManyField(Tag)
        details = models.JSONField(default=dict)
        added = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "shop"
            ordering = ["name"]

        def __str__(self):
            return self.name

    class Order(models.Model):
        product = models.ForeignKey(Product, on_delete=models.CASCADE)
        customer = models.ForeignKey(User, on_delete=models.CASCADE)
        made = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "shop"

    class ProductAdmin(admin.ModelAdmin):
        list_display = ["name", "price", "category"]
        list_filter = ["category"]
        search_fields = ["name"]

    admin.site.register([Category, Tag, Order])
    admin.site.register(Product, ProductAdmin)
    return types.SimpleNamespace(Category=Category, Tag=Tag, Product=Product, Order=Order, User=User)


def make_urls(shop):
    from django import forms
    from django.contrib import admin
    from django.core.cache import cache
    from django.db.models import Avg, Count
    from django.http import JsonResponse
    from django.shortcuts import get_object_or_404, redirect, render
    from django.urls import path

    class OrderForm(forms.Form):
        amount = forms.IntegerField(min_value=1, max_value=9)
        note = forms.CharField(required=False, widget=forms.Textarea)

    def products(request, category=None):
        request.session["seen"] = request.session.get("seen", 0) + 1
        found = shop.Product.objects.select_related("category").prefetch_related("tags")
        if category:
            found = found.filter(category__name=category)
        return render(request, "products.html", {"products": found, "category": category})

    def product(request, number):
        found = get_object_or_404(shop.Product, pk=number)
        form = OrderForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            shop.Order.objects.create(product=found, customer=request.user)
            return redirect("product", number=number)
        return render(request, "product.html", {"product": found, "form": form})

    def summary(request):
        cache.get_or_set("count", shop.Product.objects.count)
        return JsonResponse(list(shop.Category.objects.annotate(n=Count("product"), mean=Avg("product__price"))
                                 .values("name", "n", "mean")), safe=False)

    module = types.ModuleType("shop_urls")
    module.urlpatterns = [path("", products), path("in/<str:category>/", products), path("product/<int:number>/", product, name="product"),
                          path("summary/", summary), path("admin/", admin.site.urls)]
    sys.modules["shop_urls"] = module


def fill(shop):
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (shop.Category, shop.Tag, shop.Product, shop.Order):
            editor.create_model(model)
    categories = [shop.Category.objects.create(name=name) for name in ("tea", "coffee", "cups")]
    tags = [shop.Tag.objects.create(word=f"tag-{i}") for i in range(12)]
    for i in range(120):
        product = shop.Product.objects.create(name=f"product {i}", price=i / 4, category=categories[i % 3], details={"i": [i]})
        product.tags.set(tags[i % 5:i % 5 + 3])
    shop.User.objects.create_superuser("owner", "owner@example.org", "password")


def visit(n):
    from django.core import signals
    from django.test import Client

    counted = []

    def count(sender, **keywords):
        counted.append(sender)

    signals.request_finished.connect(count)
    client, nobody = Client(), Client()
    assert client.login(username="owner", password="password")
    for i in range(n):
        for address in ("/", "/in/tea/", f"/product/{1 + i % 120}/", "/summary/"):
            assert (client if i % 2 else nobody).get(address).status_code == 200, address
        assert client.post(f"/product/{1 + i % 120}/", {"amount": 3, "note": "é"}).status_code == 302
        assert nobody.get("/missing/").status_code == 404
    for address in ("/admin/", "/admin/shop/product/?q=1", "/admin/shop/product/5/change/", "/admin/auth/user/", "/admin/shop/order/"):
        assert client.get(address).status_code == 200, address
    return client, nobody, counted, count


def run(n):
    """Serves about 6 × @n requests; what is returned keeps the shop alive."""
    configure()
    shop = make_models()
    make_urls(shop)
    fill(shop)
    return shop, visit(n)
