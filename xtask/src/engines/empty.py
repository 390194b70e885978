"""POST /_localstack/empty: forgets what all services keep."""

import os
import shutil

from localstack.http import Response, Resource
from localstack.services.internal import get_internal_apis
from localstack.services.plugins import SERVICE_PLUGINS


class Emptied:
    def visit(self, container):
        if hasattr(container, "reset"):
            container.reset()
        elif hasattr(container, "path"):
            shutil.rmtree(container.path, ignore_errors=True)
            os.makedirs(container.path, exist_ok=True)


class Empty:
    def on_post(self, request):
        for name in SERVICE_PLUGINS.list_loaded_services():
            service = SERVICE_PLUGINS.get_service(name)
            service.lifecycle_hook.on_before_state_reset()
            service.accept_state_visitor(Emptied())
            service.lifecycle_hook.on_after_state_reset()
        return Response("ok")


get_internal_apis().add(Resource("/_localstack/empty", Empty()))
