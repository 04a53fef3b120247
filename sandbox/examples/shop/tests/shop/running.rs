//! A shop that runs beside its sandbox, and somebody who presses its buttons.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use gateway_sandbox::{Choice, Sandbox};
use gateway_shop::order::Order;
use gateway_shop::orders::Orders;
use gateway_shop::{Shop, routes};
use online_payment_gateway::runtime::{DiskJournal, Journal};
use tower_service::Service;

pub(crate) const CARD: &str =
    "number=4242424242424242&month=12&year=2035&code=123&first=Jane&last=Doe";
/// How long something that happens by itself may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Running {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) shop: Arc<Shop>,
    orders: Orders,
    router: Router,
    folder: Folder,
    keeps: Keeps,
}

/// Journal and orders as a process that begins opens them.
type Keeps = Box<dyn Fn(&Path) -> (Arc<dyn Journal>, Orders)>;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) cookie: String,
    pub(crate) body: String,
}

impl Answer {
    /// The mark that the forms of a page hold.
    pub(crate) fn mark(&self) -> &str {
        mark(&self.body)
    }
}

/// The mark that the forms of a page hold.
pub(crate) fn mark(page: &str) -> &str {
    let (_, rest) = page.split_once("name=\"mark\" value=\"").expect("a form");
    rest.split('"').next().unwrap()
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::with(|folder| {
            let journal = DiskJournal::open(folder.join("journal")).unwrap();
            let orders = Orders::open(&folder.join("orders")).unwrap();
            (Arc::new(journal), orders)
        })
        .await
    }

    pub(crate) async fn with(
        keeps: impl Fn(&Path) -> (Arc<dyn Journal>, Orders) + 'static,
    ) -> Self {
        let sandbox = Arc::new(Sandbox::start().await.unwrap());
        Self::beside(sandbox, Folder::new(), Box::new(keeps))
    }

    fn beside(sandbox: Arc<Sandbox>, folder: Folder, keeps: Keeps) -> Self {
        let clock = Arc::new(sandbox.clock().clone());
        let config = sandbox.config().clock(clock.clone());
        let (journal, orders) = keeps(folder.path());
        let address = "http://127.0.0.1:8470";
        let shop = Shop::open(config, journal, orders.clone(), address).unwrap();
        let shop = Arc::new(shop.clock(clock));
        Self {
            sandbox,
            router: routes::router(Arc::clone(&shop)).unwrap(),
            shop,
            orders,
            folder,
            keeps,
        }
    }

    /// The same shop after its process has ended and another one has begun.
    pub(crate) async fn again(self) -> Self {
        let Self {
            sandbox,
            shop,
            orders,
            router,
            folder,
            keeps,
        } = self;
        drop((shop, orders, router));
        let again = Self::beside(sandbox, folder, keeps);
        again.shop.recover().await.unwrap();
        again
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).body(Body::empty()).unwrap();
        self.send(request).await
    }

    /// Sends a form as a browser does that was shown a page of the shop.
    pub(crate) async fn post(&self, path: &str, form: &str) -> Answer {
        let page = self.get("/").await;
        let form = format!("{form}&mark={}", page.mark());
        self.form(path, Some(&page.cookie), form).await
    }

    /// Sends a form as it is given.
    pub(crate) async fn form(&self, path: &str, cookie: Option<&str>, form: String) -> Answer {
        let mut request = Request::post(path);
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.send(request.body(Body::from(form)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().call(request).await.unwrap();
        let location = answer.headers().get(header::LOCATION);
        let location = location.map(|location| location.to_str().unwrap().to_owned());
        let cookie = answer.headers().get(header::SET_COOKIE);
        let cookie = cookie.map(|cookie| cookie.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        Answer {
            status,
            location: location.unwrap_or_default(),
            cookie: cookie.unwrap_or_default(),
            body: String::from_utf8(body.unwrap().to_vec()).unwrap(),
        }
    }

    /// The order that was begun last.
    pub(crate) async fn last(&self) -> Order {
        let mut orders = self.orders.all().await.unwrap();
        orders.pop().expect("an order")
    }

    /// An order that is paid by card and reserved.
    pub(crate) async fn reserved(&self) -> Order {
        let paid = self
            .post("/card", &format!("basket=B&store=on&{CARD}"))
            .await;
        assert!(paid.location.starts_with("/return/"), "{}", paid.body);
        self.last().await
    }

    /// An order that is paid by card and collected.
    pub(crate) async fn paid(&self) -> Order {
        let order = self.reserved().await;
        self.act(&order, "capture", "").await;
        self.last().await
    }

    pub(crate) async fn act(&self, order: &Order, what: &str, form: &str) -> Answer {
        self.post(&format!("/orders/{}/{what}", order.number), form)
            .await
    }

    /// What the customer sees who comes back.
    pub(crate) async fn back(&self, order: &Order) -> Answer {
        self.get(&format!("/return/{}", order.session)).await
    }

    pub(crate) fn customer(&self, page: &str, choice: Choice) {
        self.sandbox.act(page, &choice).unwrap();
    }

    /// How many calls of an operation came to the gateway.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        let calls = self.sandbox.calls();
        calls
            .iter()
            .filter(|call| call.operation == operation)
            .count()
    }

    /// Follows what is open until an order is as it should be.
    pub(crate) async fn follow_until(&self, is_so: impl Fn(&Order) -> bool) -> Order {
        tokio::select! {
            ended = self.shop.follow() => panic!("it follows no more: {ended:?}"),
            order = self.until(is_so) => order,
        }
    }

    /// Waits until an order is as it should be.
    pub(crate) async fn until(&self, is_so: impl Fn(&Order) -> bool) -> Order {
        let began = Instant::now();
        loop {
            let order = self.last().await;
            if is_so(&order) {
                return order;
            }
            assert!(began.elapsed() < PATIENCE, "{order:?}");
            self.sandbox.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

pub(crate) fn pays(method: &str) -> Choice {
    Choice::Pay {
        method: method.to_owned(),
    }
}

/// A folder of its own, which is removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("gateway-shop-test-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
