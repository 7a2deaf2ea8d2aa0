"""One request, one scope: rendering included, rolled back when refused, and refusals become pages."""

from datetime import date

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import RequestFactory

from luoshu.config.middleware import ScopeMiddleware
from luoshu.core import actions
from luoshu.core.acts import acting
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.models import Act, Posting

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(system):
    user = actions.create_account(username="officer", name="干部", password="luoyang-2016-x", by=system)
    actions.appoint(user=user, role="county_register", area="410324", since=date(2016, 1, 1), by=system)
    return user


@pytest.fixture
def ask(user):
    """Send a request of the officer through the middleware to a view."""

    def send(view, user=user):
        request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
        request.user, request.session = user, {}
        middleware = ScopeMiddleware(lambda request: answered(view, request, middleware))
        return middleware(request)

    return send


def answered(view, request, middleware):
    """What Django's handler does with a view: refusals go to the middleware, templates are rendered inside."""
    try:
        response = view(request)
    except Exception as error:
        response = middleware.process_exception(request, error)
        if response is None:
            raise
    return response.render() if hasattr(response, "render") else response


def test_request_has_actor_with_origin(ask):
    response = ask(lambda request: HttpResponse(f"{request.actor.area} {request.actor.origin}"))
    assert response.content == b"410324 10.1.2.3"


def test_template_is_rendered_inside_the_scope(ask):
    template = engines["django"].from_string("{% for p in rows %}{{ p.area }}{% endfor %}")
    rows = Posting.objects.all()
    assert ask(lambda request: TemplateResponse(request, template, {"rows": rows})).content == b"410324"


@pytest.mark.parametrize(
    ("error", "status"), [(NotAllowed("不行"), 403), (NotPossible("现在不行"), 409), (BadInput("看不懂"), 400)]
)
def test_refusal_is_a_page_that_says_why(ask, error, status):
    def view(request):
        raise error

    response = ask(view)
    assert response.status_code == status
    assert str(error) in response.content.decode()


def test_refused_request_writes_nothing(ask, user, system):
    def view(request):
        with acting("test.write", request.actor):
            pass
        raise NotPossible("现在不行")

    assert ask(view).status_code == 409
    with acting("test.look", system):
        assert not Act.objects.filter(action="test.write").exists()


def test_account_without_posting_is_refused(ask, system):
    nobody = actions.create_account(username="nobody", name="无职", password="luoyang-2016-x", by=system)
    response = ask(lambda request: HttpResponse(str(Posting.objects.count())), user=nobody)
    assert response.status_code == 403
    assert "没有在任的职务" in response.content.decode()


def test_unexpected_error_is_not_hidden(ask):
    with pytest.raises(ZeroDivisionError):
        ask(lambda request: 1 // 0)


def test_streamed_answer_from_the_database_is_refused(ask, tmp_path):
    with pytest.raises(RuntimeError, match="scope has ended"):
        ask(lambda request: StreamingHttpResponse(str(p) for p in Posting.objects.all()))
    (tmp_path / "x.txt").write_text("文件", encoding="utf-8")
    with (tmp_path / "x.txt").open("rb") as file:
        assert b"".join(ask(lambda request: FileResponse(file))).decode() == "文件"
