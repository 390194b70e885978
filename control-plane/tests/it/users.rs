//! Users' accounts: one suite that both directories pass, and the routes.

use std::{collections::HashSet, sync::Arc};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_cognitoidentityprovider::{
    Client,
    types::{AttributeDataType, AttributeType, SchemaAttributeType},
};
use axum::http::StatusCode;
use control_plane::users::{CognitoUsers, RegistryUsers, User, UserDirectory, UserStatus};
use localstack::{
    REGION,
    ministack::{MiniStack, Options},
};
use serde_json::{Value, json};
use tenancy::{ErrorCode, Role};

use crate::{
    faults::meddler::{Fault, Meddler},
    world::{Reply, World, acme, send, tenant},
};

const OWNER: &str = "owner@acme.example";

#[tokio::test]
async fn accounts_in_the_metadata_table() {
    let world = World::start().await;
    let users: Arc<dyn UserDirectory> = Arc::new(RegistryUsers::new(&world.services.registry));
    suite(&users, UserStatus::Confirmed).await;
}

#[tokio::test]
async fn accounts_in_a_user_pool() {
    let pool = Pool::start().await;
    suite(&pool.users(), UserStatus::Invited).await;
}

async fn suite(users: &Arc<dyn UserDirectory>, new: UserStatus) {
    made_twice_it_is_made_once(users, new).await;
    tenants_do_not_see_each_others_users(users).await;
    the_last_owner_stays(users).await;
    all_are_removed(users).await;
    a_removed_user_can_come_back(users).await;
    there_may_be_many(users).await;
}

async fn made_twice_it_is_made_once(users: &Arc<dyn UserDirectory>, new: UserStatus) {
    let acme = tenant("once");
    assert_eq!(users.list(&acme).await.unwrap(), []);
    let first = users.ensure(&acme, "Ada@Acme.example", Role::Admin).await.unwrap();
    assert_eq!((&*first.email, first.role, first.status), ("Ada@Acme.example", Role::Admin, new));
    for email in ["Ada@Acme.example", "ada@acme.example", "ADA@ACME.EXAMPLE"] {
        assert_eq!(users.ensure(&acme, email, Role::Member).await.unwrap(), first);
    }
    let at_once = (0..16).map(|_| {
        let (users, acme) = (Arc::clone(users), acme.clone());
        tokio::spawn(async move { users.ensure(&acme, "bob@acme.example", Role::Member).await.unwrap() })
    });
    // Not by their dates: MiniStack makes a user in two steps, so that of two calls at once the later may replace the
    // earlier one's user by its own. Cognito refuses the later call.
    let made = futures::future::join_all(at_once).await;
    let made: HashSet<String> = made.into_iter().map(|user: Result<User, _>| user.unwrap().user_id).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(emails(users, "once").await, ["Ada@Acme.example", "bob@acme.example"]);
}

async fn tenants_do_not_see_each_others_users(users: &Arc<dyn UserDirectory>) {
    let (one, other) = (tenant("seen"), tenant("seen2"));
    let ours = users.ensure(&one, OWNER, Role::Owner).await.unwrap();
    let theirs = users.ensure(&other, OWNER, Role::Owner).await.unwrap();
    let member = users.ensure(&other, "eve@acme.example", Role::Member).await.unwrap();
    assert_ne!(ours.user_id, theirs.user_id);
    assert_eq!(users.list(&one).await.unwrap(), [ours]);
    let foreign_hash = member.user_id.replace("seen2-", "seen-");
    for id in [&*theirs.user_id, &*member.user_id, &*foreign_hash, "", "seen-", "../x", OWNER, "META"] {
        assert_eq!(users.remove(&one, id).await.unwrap_err().code, ErrorCode::NotFound, "{id}");
    }
    assert_eq!(users.remove_all(&one).await.unwrap(), 1);
    assert_eq!(emails(users, "seen2").await, ["eve@acme.example", OWNER]);
}

async fn the_last_owner_stays(users: &Arc<dyn UserDirectory>) {
    let acme = tenant("owned");
    let owner = users.ensure(&acme, OWNER, Role::Owner).await.unwrap();
    let member = users.ensure(&acme, "bob@acme.example", Role::Member).await.unwrap();
    let refused = users.remove(&acme, &owner.user_id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Conflict);
    assert!(refused.remedy.is_some());
    users.remove(&acme, &member.user_id).await.unwrap();
    assert_eq!(users.remove(&acme, &member.user_id).await.unwrap_err().code, ErrorCode::NotFound);
    let second = users.ensure(&acme, "ada@acme.example", Role::Owner).await.unwrap();
    users.remove(&acme, &owner.user_id).await.unwrap();
    assert_eq!(users.list(&acme).await.unwrap(), [second]);
}

async fn all_are_removed(users: &Arc<dyn UserDirectory>) {
    let acme = tenant("gone");
    assert_eq!(users.remove_all(&acme).await.unwrap(), 0);
    for (email, role) in [(OWNER, Role::Owner), ("bob@acme.example", Role::Member), ("ada@acme.example", Role::Admin)] {
        users.ensure(&acme, email, role).await.unwrap();
    }
    assert_eq!(users.remove_all(&acme).await.unwrap(), 3);
    assert_eq!(users.remove_all(&acme).await.unwrap(), 0);
    assert_eq!(users.list(&acme).await.unwrap(), []);
}

async fn a_removed_user_can_come_back(users: &Arc<dyn UserDirectory>) {
    let acme = tenant("back");
    let member = users.ensure(&acme, "bob@acme.example", Role::Member).await.unwrap();
    users.remove(&acme, &member.user_id).await.unwrap();
    assert_eq!(users.list(&acme).await.unwrap(), []);
    let again = users.ensure(&acme, "bob@acme.example", Role::Admin).await.unwrap();
    assert_eq!((&again.user_id, again.role), (&member.user_id, Role::Admin));
    assert_eq!(users.list(&acme).await.unwrap(), [again]);
}

/// More than Cognito shows on a page, which is 60.
async fn there_may_be_many(users: &Arc<dyn UserDirectory>) {
    let acme = tenant("many");
    let mut wanted = HashSet::new();
    for n in 0..70 {
        wanted.insert(users.ensure(&acme, &format!("u{n}@acme.example"), Role::Member).await.unwrap().user_id);
    }
    let listed: HashSet<String> = users.list(&acme).await.unwrap().into_iter().map(|user| user.user_id).collect();
    assert_eq!(listed, wanted);
    assert_eq!(users.remove_all(&acme).await.unwrap(), 70);
}

#[tokio::test]
async fn of_two_owners_who_remove_each_other_one_stays() {
    let world = World::start().await;
    let users = RegistryUsers::new(&world.services.registry);
    for id in ["duel1", "duel2", "duel3", "duel4"].map(tenant) {
        let one = users.ensure(&id, OWNER, Role::Owner).await.unwrap();
        let other = users.ensure(&id, "ada@acme.example", Role::Owner).await.unwrap();
        let both = tokio::join!(users.remove(&id, &one.user_id), users.remove(&id, &other.user_id));
        assert_ne!(both.0.is_ok(), both.1.is_ok(), "{both:?}");
        assert_eq!(users.list(&id).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_user_who_never_came_into_the_group_is_healed_or_removed() {
    let pool = Pool::start().await;
    let (users, acme) = (pool.users(), tenant("acme"));
    for email in [OWNER, "bob@acme.example"] {
        let user = users.ensure(&acme, email, Role::Owner).await.unwrap();
        pool.leave_group("tenant-acme", &user.user_id).await;
        assert!(!emails(&users, "acme").await.contains(&email.to_owned()));
        assert_eq!(users.ensure(&acme, email, Role::Owner).await.unwrap(), user);
        assert!(emails(&users, "acme").await.contains(&email.to_owned()));
    }
    let group = pool.cognito.delete_group().user_pool_id(&pool.id).group_name("tenant-acme");
    group.send().await.unwrap();
    assert_eq!(users.list(&acme).await.unwrap(), []);
    users.ensure(&acme, OWNER, Role::Owner).await.unwrap();
    assert_eq!(emails(&users, "acme").await, [OWNER]);
    assert_eq!(users.remove_all(&acme).await.unwrap(), 2, "the one without a group too");
    let left = pool.cognito.list_users().user_pool_id(&pool.id).filter("username ^= \"acme-\"").send().await.unwrap();
    assert!(left.users().is_empty());
}

#[tokio::test]
async fn a_user_has_the_claims_that_the_api_reads() {
    let pool = Pool::start().await;
    let user = pool.users().ensure(&tenant("acme"), OWNER, Role::Owner).await.unwrap();
    let found = pool.cognito.admin_get_user().user_pool_id(&pool.id).username(&user.user_id).send().await.unwrap();
    let has = |name: &str, value: &str| {
        found.user_attributes().iter().any(|a: &AttributeType| a.name() == name && a.value() == Some(value))
    };
    for (name, value) in
        [("custom:tenant_id", "acme"), ("custom:role", "owner"), ("email", OWNER), ("email_verified", "true")]
    {
        assert!(has(name, value), "{name}: {found:?}");
    }
    let password = pool.cognito.admin_set_user_password().user_pool_id(&pool.id).username(&user.user_id);
    password.password("Correct-h0rse-battery").permanent(true).send().await.unwrap();
    assert_eq!(pool.users().list(&tenant("acme")).await.unwrap()[0].status, UserStatus::Confirmed);
}

#[tokio::test]
async fn an_owner_manages_the_users_of_the_own_tenant() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    let listed = owner(&world, "acme", "GET", "/users", None).await;
    assert_eq!((listed.status, &listed.body["users"][0]["email"]), (StatusCode::OK, &json!(OWNER)));
    assert_eq!(listed.body["users"][0]["role"], "owner");

    let invite = json!({"email": "bob@acme.example", "role": "member"});
    let made = owner(&world, "acme", "POST", "/users", Some(invite.clone())).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let again = owner(&world, "acme", "POST", "/users", Some(invite)).await;
    assert_eq!((again.status, &again.body), (StatusCode::CREATED, &made.body));
    let promoted = json!({"email": "BOB@acme.example", "role": "admin"});
    let refused = owner(&world, "acme", "POST", "/users", Some(promoted)).await;
    assert_eq!((refused.status, &refused.body["field"]), (StatusCode::CONFLICT, &json!("role")));

    let bob = format!("/users/{}", made.body["userId"].as_str().unwrap());
    assert_eq!(owner(&world, "acme", "DELETE", &bob, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(owner(&world, "acme", "DELETE", &bob, None).await.status, StatusCode::NOT_FOUND);
    let last = format!("/users/{}", listed.body["users"][0]["userId"].as_str().unwrap());
    let refused = owner(&world, "acme", "DELETE", &last, None).await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::CONFLICT, &json!("conflict")));
    assert!(refused.body["remedy"].is_string());
    assert_eq!(owner(&world, "acme", "GET", "/users", None).await.body, listed.body);
}

#[tokio::test]
async fn other_roles_and_other_tenants_are_refused() {
    let world = World::start().await;
    for id in ["acme", "acme2"] {
        assert_eq!(world.post(acme(id)).await.status, StatusCode::CREATED);
    }
    let theirs = owner(&world, "acme2", "GET", "/users", None).await.body["users"][0]["userId"].clone();
    let theirs = format!("/users/{}", theirs.as_str().unwrap());
    let invite = json!({"email": "bob@acme.example", "role": "member"});
    let foreign = owner(&world, "acme", "DELETE", &theirs, None).await;
    let unknown = owner(&world, "acme", "DELETE", "/users/acme-00000000000000000000000000000000", None).await;
    assert_eq!((foreign.status, &foreign.body), (StatusCode::NOT_FOUND, &unknown.body));

    let routes = [("GET", "/users", None), ("POST", "/users", Some(invite)), ("DELETE", &*theirs, None)];
    for (method, path, body) in &routes {
        for role in [Role::Member, Role::Admin] {
            let token = world.issuer.token("u", role, Some(&tenant("acme2")), 600).unwrap();
            let reply = send(&world.plane, method, path, Some(&token), &[], body.clone()).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{role:?} {method} {path}");
        }
        let operator = send(&world.plane, method, path, Some(&world.operator), &[], body.clone()).await;
        assert_eq!(operator.status, StatusCode::FORBIDDEN, "{method} {path}");
        assert_eq!(send(&world.plane, method, path, None, &[], body.clone()).await.status, StatusCode::UNAUTHORIZED);
    }
    let suspend = world.call("PATCH", "/tenants/acme2", Some(json!({"state": "suspended"}))).await;
    assert_eq!(suspend.status, StatusCode::OK, "{}", suspend.body);
    for (method, path, body) in routes {
        let reply = owner(&world, "acme2", method, path, body).await;
        assert_eq!((reply.status, &reply.body["code"]), (StatusCode::FORBIDDEN, &json!("tenant_suspended")));
    }
}

#[tokio::test]
async fn a_bad_invitation_names_its_field() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    for (body, field) in [
        (json!({"email": "no address", "role": "member"}), "email"),
        (json!({"email": "", "role": "member"}), "email"),
        (json!({"email": "bob@acme.example", "role": "platform-admin"}), "role"),
        (json!({"email": "bob@acme.example", "role": "Member"}), "role"),
        (json!({"email": "bob@acme.example", "role": ""}), "role"),
    ] {
        let reply = owner(&world, "acme", "POST", "/users", Some(body.clone())).await;
        assert_eq!((reply.status, &reply.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{body}");
        assert!(reply.body["remedy"].is_string());
    }
    for body in [json!({"email": "bob@acme.example"}), json!({"email": "b@a.example", "role": "member", "x": 1})] {
        let reply = owner(&world, "acme", "POST", "/users", Some(body)).await;
        assert!(reply.status.is_client_error(), "{}", reply.body);
    }
    assert_eq!(owner(&world, "acme", "GET", "/users", None).await.body["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_offboarded_tenant_leaves_no_users() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    let users = RegistryUsers::new(&world.services.registry);
    assert_eq!(users.list(&tenant("acme")).await.unwrap().len(), 1);
    let gone = world.call("DELETE", "/tenants/acme", None).await;
    assert!(gone.status.is_success(), "{}", gone.body);
    assert_eq!(users.list(&tenant("acme")).await.unwrap(), []);
}

async fn owner(world: &World, id: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
    let token = world.issuer.token("o", Role::Owner, Some(&tenant(id)), 600).unwrap();
    send(&world.plane, method, path, Some(&token), &[], body).await
}

/// The tenant's users' addresses, sorted.
async fn emails(users: &Arc<dyn UserDirectory>, id: &str) -> Vec<String> {
    let mut emails: Vec<String> = users.list(&tenant(id)).await.unwrap().into_iter().map(|user| user.email).collect();
    emails.sort();
    emails
}

/// A user pool with the attributes that Terraform gives it.
struct Pool {
    cognito: Client,
    id: String,
    _stack: MiniStack,
}

impl Pool {
    async fn start() -> Self {
        let stack = MiniStack::start(Options::default()).await.unwrap();
        let credentials =
            Credentials::new(MiniStack::ACCESS_KEY_ID, MiniStack::SECRET_ACCESS_KEY, None, None, "MiniStack");
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(stack.url())
            .region(Region::from_static(REGION))
            .credentials_provider(credentials)
            .load()
            .await;
        let cognito = Client::new(&sdk);
        let mut request = cognito.create_user_pool().pool_name("salestalk");
        for name in ["tenant_id", "role"] {
            let attribute = SchemaAttributeType::builder().name(name).attribute_data_type(AttributeDataType::String);
            request = request.schema(attribute.mutable(true).build());
        }
        let pool = request.send().await.unwrap().user_pool.unwrap();
        Self { cognito, id: pool.id.unwrap(), _stack: stack }
    }

    fn users(&self) -> Arc<dyn UserDirectory> {
        Arc::new(CognitoUsers::new(self.cognito.clone(), &self.id))
    }

    async fn leave_group(&self, group: &str, user: &str) {
        let leave = self.cognito.admin_remove_user_from_group().user_pool_id(&self.id).group_name(group);
        leave.username(user).send().await.unwrap();
    }
}

#[tokio::test]
async fn who_may_use_a_tenant_is_in_the_audit_trail() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    let owner = world.issuer.token("the-owner", Role::Owner, Some(&tenant("acme")), 600).unwrap();
    let call = async |method: &str, path: &str, body: Option<Value>| -> Reply {
        send(&world.plane, method, path, Some(&owner), &[], body).await
    };
    let bob = call("POST", "/users", Some(json!({"email": "bob@acme.example", "role": "admin"}))).await;
    let long = call("POST", "/api-keys", Some(json!({"name": format!(" {}", "r".repeat(100))}))).await;
    assert_eq!((long.status, &long.body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("name")), "{}", long.body);
    let key = call("POST", "/api-keys", Some(json!({"name": "report"}))).await;
    assert_eq!((bob.status, key.status), (StatusCode::CREATED, StatusCode::CREATED), "{} {}", bob.body, key.body);
    let (bob, id) = (bob.body["userId"].as_str().unwrap(), key.body["keyId"].as_str().unwrap());
    assert_eq!(call("DELETE", &format!("/api-keys/{id}"), None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call("DELETE", &format!("/users/{bob}"), None).await.status, StatusCode::NO_CONTENT);
    // What fails is there, too.
    assert_eq!(call("DELETE", &format!("/api-keys/{id}"), None).await.status, StatusCode::NOT_FOUND);

    let trail = world.get("/tenants/acme/audit").await.body;
    let entries = trail["entries"].as_array().unwrap();
    let told: Vec<String> = entries
        .iter()
        .skip(2)
        .map(|entry| {
            assert_eq!(entry["actor"], "the-owner");
            let outcome = entry["detail"]["outcome"].as_str().unwrap_or("begun");
            format!("{} {outcome}", entry["action"].as_str().unwrap())
        })
        .collect();
    let expected = [
        "invite-user begun, invite-user succeeded, create-api-key begun, create-api-key succeeded, revoke-api-key begun",
        "revoke-api-key succeeded, remove-user begun, remove-user succeeded, revoke-api-key begun, revoke-api-key failed",
    ];
    assert_eq!(told.join(", "), expected.join(", "));
    assert_eq!((&entries[2]["detail"]["userId"], &entries[4]["detail"]["keyId"]), (&bob.into(), &id.into()));
    let text = trail.to_string();
    assert!(!text.contains("bob@") && !text.contains(key.body["key"].as_str().unwrap()), "{text}");
    assert_eq!(world.get("/tenants/acme/audit/verification").await.body["intact"], true);
    let row = world.row("acme").await;
    assert!(row.lease.is_none() && row.failure.is_none());
}

#[tokio::test]
async fn an_act_whose_process_ends_is_told_as_interrupted() {
    let world = World::start().await;
    assert_eq!(world.post(acme("acme")).await.status, StatusCode::CREATED);
    let owner = world.issuer.token("the-owner", Role::Owner, Some(&tenant("acme")), 600).unwrap();
    let invite = Some(json!({"email": "bob@acme.example", "role": "admin"}));
    // The plan's name, the row, the beginning: the process dies when the account is made.
    let meddler = Meddler::new(vec![(3, Fault::CrashAfter)]);
    let plane = world.plane_through(meddler.client(), &world.clock).await;
    let dying = send(&plane, "POST", "/users", Some(&owner), &[], invite.clone());
    assert!(tokio::time::timeout(std::time::Duration::from_secs(2), dying).await.is_err());
    assert!(world.row("acme").await.lease.is_some());
    // Nobody else acts in between, and nobody takes its place for ever.
    let refused = send(&world.plane, "POST", "/users", Some(&owner), &[], invite.clone()).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
    assert!(refused.headers.contains_key("location"));
    world.clock.advance(std::time::Duration::from_secs(120));
    assert_eq!(control_plane::sweep(&world.plane, std::time::Duration::from_secs(10)).await.unwrap(), 1);
    let trail = world.get("/tenants/acme/audit").await.body;
    let last = trail["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["action"], &last["detail"]["step"]), (&"invite-user".into(), &"interrupted".into()), "{last}");
    assert!(world.row("acme").await.failure.is_none());
    let again = send(&world.plane, "POST", "/users", Some(&owner), &[], invite).await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", again.body);
    assert_eq!(world.get("/tenants/acme/audit/verification").await.body["intact"], true);
}
