//! E-mail by SMTP: of SES, of a server of one's own, or of a sink on this machine.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};
use secrecy::ExposeSecret;
use tenancy::{ApiError, config::Outlets};

use super::Message;

const WITHIN: Duration = Duration::from_secs(20);
const MAKING: &str = "reading SALESTALK_SMTP_URL and SALESTALK_MAIL_FROM";

#[derive(Debug, Clone)]
pub(super) struct Mailer {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// The mailer of a system that sends e-mail.
    pub(super) fn new(outlets: &Outlets) -> Result<Option<Self>, ApiError> {
        let Some((url, from)) = outlets.smtp_url.as_ref().zip(outlets.mail_from.as_ref()) else { return Ok(None) };
        // The cause may have the password in it.
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
            .map_err(|_| ApiError::internal(MAKING, "the first is no address such as smtps://USER:PASSWORD@HOST"))?;
        let from = from.parse().map_err(|e| ApiError::internal(MAKING, e))?;
        Ok(Some(Self { smtp: smtp.timeout(Some(WITHIN)).build(), from }))
    }

    /// Sends `message`; done where the server takes it.
    pub(super) async fn send(&self, to: &str, message: &Message) -> Result<(), String> {
        let to = to.parse().map_err(|_| "the address cannot be read".to_owned())?;
        let mail = Mail::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(&message.subject);
        let mail = mail.message_id(Some(format!("<{}@salestalk>", message.id)));
        let mail = match &message.page {
            Some((name, page)) => {
                let page = Attachment::new(name.clone()).body(page.clone(), ContentType::TEXT_HTML);
                mail.multipart(MultiPart::mixed().singlepart(SinglePart::plain(message.text.clone())).singlepart(page))
            }
            None => mail.singlepart(SinglePart::plain(message.text.clone())),
        };
        let mail = mail.map_err(|e| format!("it cannot be written: {e}"))?;
        match self.smtp.send(mail).await {
            Ok(_) => Ok(()),
            // What a server says may name what is inside this system; its code is enough.
            Err(error) => Err(match error.status() {
                Some(code) => format!("the mail server answered {code}"),
                None => "the mail server cannot be reached".to_owned(),
            }),
        }
    }
}
