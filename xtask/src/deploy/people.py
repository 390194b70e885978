"""Those who use the deployed system: the operator, who onboards a tenant, and its owner, who imports and asks.

people.py answer|offboard|left DIR DEMO, with the outputs of Terraform on standard input; the result, as JSON, on standard
output. Tokens go into DIR/endpoint.json alone, which is its owner's.
"""

import json
import os
import secrets
import sys
import time

import boto3
import urllib3

TENANT = "demo"
QUESTION = "What was revenue in March 2011?"
# Of salestalk/demo, as the README has it.
ANSWER = "683267.08"


class People:
    def __init__(self, outputs):
        self.outputs = outputs
        self.cognito = client(outputs, "cognito-idp")
        self.http = urllib3.PoolManager(timeout=120, retries=False)

    def sign_in(self, user):
        password = secrets.token_urlsafe(24) + "aA1-"
        pool, app = self.outputs["user_pool_id"], self.outputs["client_id"]
        self.cognito.admin_set_user_password(UserPoolId=pool, Username=user, Password=password, Permanent=True)
        made = self.cognito.initiate_auth(
            ClientId=app,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": password},
        )
        return made["AuthenticationResult"]["IdToken"]

    def operator(self):
        role = {"Name": "custom:role", "Value": "platform-admin"}
        try:
            self.cognito.admin_create_user(
                UserPoolId=self.outputs["user_pool_id"], Username="operator", UserAttributes=[role]
            )
        except self.cognito.exceptions.UsernameExistsException:
            pass
        return self.sign_in("operator")

    def owner(self):
        group = self.cognito.list_users_in_group(
            UserPoolId=self.outputs["user_pool_id"], GroupName=f"tenant-{TENANT}"
        )
        return self.sign_in(group["Users"][0]["Username"])

    def ask(self, method, path, token, expected, body=None, headers=None):
        started = time.monotonic()
        reply = self.http.request(
            method,
            self.outputs["api_url"] + path,
            body=body,
            headers={"authorization": f"Bearer {token}", "content-type": "application/json"} | (headers or {}),
        )
        took = time.monotonic() - started
        print(f"{took:8.1f} s  {method} {path}: {reply.status}", file=sys.stderr)
        if reply.status not in expected:
            sys.exit(f"{method} {path} gave {reply.status}: {reply.data.decode(errors='replace')}")
        return reply.json() if reply.data else None


def client(outputs, service):
    return boto3.client(
        service,
        endpoint_url=outputs["endpoint"],
        region_name=outputs["region"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def answer(outputs, folder, demo):
    people = People(outputs)
    operator = people.operator()
    new = {"tenantId": TENANT, "name": "Demo Retail Ltd", "ownerEmail": "demo@example.com", "plan": "standard"}
    people.ask("POST", "/tenants", operator, [201], json.dumps(new))
    owner = people.owner()
    with open(os.path.join(demo, "catalogue.json"), "rb") as catalogue:
        people.ask("PUT", "/catalogue", owner, [200, 201], catalogue.read())
    with open(os.path.join(demo, "online-retail.csv.zst"), "rb") as sales:
        # A gateway passes on as text what is called text.
        name = {"content-type": "application/zstd", "x-file-name": "online-retail.csv.zst"}
        people.ask("POST", "/imports", owner, [200, 201], sales.read(), name)
    reply = people.ask("POST", "/chat", owner, [200], json.dumps({"text": QUESTION}))
    if [fact["value"] for fact in reply["facts"]] != [ANSWER]:
        sys.exit(f"this is not the answer: {reply['text']}")
    endpoint = {"url": outputs["api_url"], "adminToken": operator, "tenants": {TENANT: {"token": owner}}}
    file = os.open(os.path.join(folder, "endpoint.json"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as tokens:
        json.dump(endpoint, tokens)
    return reply


def offboard(outputs, _folder, _demo):
    """Tenants' tables are the control plane's, and no part of Terraform's state."""
    people = People(outputs)
    operator = people.operator()
    shown = people.ask("GET", "/tenants", operator, [200])
    ids = [tenant["tenantId"] for tenant in shown["tenants"] if tenant["state"] != "erased"]
    for tenant in ids:
        people.ask("DELETE", f"/tenants/{tenant}", operator, [200, 202])
        for _ in range(36):
            state = people.ask("GET", f"/tenants/{tenant}", operator, [200])["state"]
            if state == "erased":
                break
            time.sleep(5)
        else:
            sys.exit(f"the tenant {tenant} is still {state}")
    return ids


def left(outputs, _folder, _demo):
    """What can be found of ours once all is destroyed. A key that is to be deleted waits for a week."""
    aws = {name: client(outputs, name) for name in ["dynamodb", "s3", "lambda", "iam", "sqs", "kms", "logs", "cognito-idp", "apigatewayv2", "scheduler"]}
    keys = [key["KeyId"] for key in aws["kms"].list_keys()["Keys"]]
    described = [aws["kms"].describe_key(KeyId=key)["KeyMetadata"] for key in keys]
    found = {
        "table": aws["dynamodb"].list_tables()["TableNames"],
        "bucket": [bucket["Name"] for bucket in aws["s3"].list_buckets()["Buckets"]],
        "function": [made["FunctionName"] for made in aws["lambda"].list_functions()["Functions"]],
        "mapping": [made["UUID"] for made in aws["lambda"].list_event_source_mappings()["EventSourceMappings"]],
        "role": [role["RoleName"] for role in aws["iam"].list_roles()["Roles"] if "aws-service-role" not in role["Path"]],
        "queue": aws["sqs"].list_queues().get("QueueUrls", []),
        "alias": [made["AliasName"] for made in aws["kms"].list_aliases()["Aliases"] if not made["AliasName"].startswith("alias/aws/")],
        "key": [key["KeyId"] for key in described if key["KeyState"] != "PendingDeletion" and key["KeyManager"] == "CUSTOMER"],
        "log group": [group["logGroupName"] for group in aws["logs"].describe_log_groups()["logGroups"]],
        "user pool": [pool["Name"] for pool in aws["cognito-idp"].list_user_pools(MaxResults=10)["UserPools"]],
        "api": [api["Name"] for api in aws["apigatewayv2"].get_apis()["Items"]],
        "schedule": [schedule["Name"] for schedule in aws["scheduler"].list_schedules()["Schedules"]],
    }
    return [f"{kind} {name}" for kind, names in found.items() for name in names]


if __name__ == "__main__":
    what, folder, demo = sys.argv[1:]
    done = {"answer": answer, "offboard": offboard, "left": left}[what](json.load(sys.stdin), folder, demo)
    json.dump(done, sys.stdout)
