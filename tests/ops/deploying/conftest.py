"""One deployment to the embedded AWS for all tests that need one; each worker of the test run has its own."""

import pytest

from ops.deploying import local_stage
from tests.ops.deploying.deployed import running


@pytest.fixture(scope="session")
def one_deployment(tmp_path_factory, processes):
    with running(tmp_path_factory.mktemp("deployed")) as deployed:
        yield deployed


@pytest.fixture(scope="module")
def deployment(one_deployment):
    """The deployment, standing, with the environment of somebody who looks after it."""
    with local_stage.environment(one_deployment.variables):
        one_deployment.stand()
        yield one_deployment
