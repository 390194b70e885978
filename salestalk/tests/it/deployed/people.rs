//! Those who use the deployed system: they sign in to Cognito and speak HTTP to API Gateway.

use aws_sdk_cognitoidentityprovider::types::{AttributeType, AuthFlowType};
use reqwest::StatusCode;
use serde_json::Value;

use super::cloud::Cloud;

const PASSWORD: &str = "Correct-h0rse-battery";

/// What Cognito gives to those who sign in.
pub(crate) struct Tokens {
    /// For the API: it says who one is.
    pub(crate) id: String,
    /// For Cognito itself.
    pub(crate) access: String,
}

/// What the API answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

impl Cloud {
    /// The operator's account, which no API makes.
    pub(crate) async fn operator(&self) -> String {
        let role = AttributeType::builder().name("custom:role").value("platform-admin").build().unwrap();
        let create = self.cognito.admin_create_user().user_pool_id(&self.pool).username("operator");
        create.user_attributes(role).send().await.unwrap();
        self.sign_in("operator").await.id
    }

    /// The tokens of a user who has chosen a password.
    pub(crate) async fn sign_in(&self, user: &str) -> Tokens {
        let password = self.cognito.admin_set_user_password().user_pool_id(&self.pool).username(user);
        password.password(PASSWORD).permanent(true).send().await.unwrap();
        let sign_in = self.cognito.initiate_auth().client_id(&self.client).auth_flow(AuthFlowType::UserPasswordAuth);
        let sign_in = sign_in.auth_parameters("USERNAME", user).auth_parameters("PASSWORD", PASSWORD);
        let made = sign_in.send().await.unwrap().authentication_result.unwrap();
        Tokens { id: made.id_token.unwrap(), access: made.access_token.unwrap() }
    }

    /// The user name of the tenant's owner, whom onboarding invited.
    pub(crate) async fn owner_of(&self, tenant: &str) -> String {
        let group = format!("tenant-{tenant}");
        let users = self.cognito.list_users_in_group().user_pool_id(&self.pool).group_name(group).send().await.unwrap();
        let [owner] = users.users() else { panic!("{tenant} has not one user: {users:?}") };
        owner.username().unwrap().to_owned()
    }

    /// A request to the API for people.
    pub(crate) fn request(&self, method: &str, path: &str, token: Option<&str>) -> reqwest::RequestBuilder {
        let request = self.request_to(&self.host, method, path);
        match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// A request to the API for servers.
    pub(crate) fn request_by_key(&self, method: &str, path: &str, key: &str) -> reqwest::RequestBuilder {
        self.request_to(&self.servers_host, method, path).bearer_auth(key)
    }

    fn request_to(&self, host: &str, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.stack.url());
        reqwest::Client::new().request(method.parse().unwrap(), url).header("host", host)
    }
}

/// Sends a request; what was answered.
pub(crate) async fn send(request: reqwest::RequestBuilder) -> Reply {
    let reply = request.send().await.unwrap();
    Reply { status: reply.status(), text: reply.text().await.unwrap() }
}
