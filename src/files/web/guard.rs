//! Where nobody is asked: the addresses by which a machine in a cloud is asked for its secrets, and those that
//! are no single host's. Names of hosts are looked up, and count as what they lead to.

use std::io;
use std::net::IpAddr;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// What is said of such an address.
pub const REFUSED: &str = "it leads to an address of this machine's own network link";

/// Looks hosts up, and refuses those that no page has a file on.
#[derive(Debug, Default)]
pub struct Guarded(DefaultResolver);

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        match found.iter().any(|address| is_refused(address.ip())) {
            true => Err(io::Error::other(REFUSED).into()),
            false => Ok(found),
        }
    }
}

/// Whether an address is one of a link, which clouds use to give a machine its secrets, or none of a
/// single host.
pub fn is_refused(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_multicast() || address.is_broadcast(),
        IpAddr::V6(address) => {
            let parts = address.segments();
            // An older address in a newer one's clothes: mapped, or translated by a gateway.
            let inner = address.to_ipv4_mapped().or((parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0]).then(|| {
                let [a, b, c, d] = [parts[6] >> 8, parts[6] & 255, parts[7] >> 8, parts[7] & 255];
                [a, b, c, d].map(|part| u8::try_from(part).unwrap_or_default()).into()
            }));
            let is_cloud = parts == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254];
            let is_inner = inner.is_some_and(|inner| is_refused(IpAddr::V4(inner)));
            address.is_unicast_link_local() || address.is_multicast() || is_cloud || is_inner
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_link_are_refused() {
        let refused = [
            "169.254.169.254",
            "169.254.0.1",
            "224.0.0.1",
            "fe80::1",
            "febf::1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "fd00:ec2::254",
        ];
        for address in refused {
            assert!(is_refused(address.parse().unwrap()), "{address}");
        }
        for address in ["127.0.0.1", "192.0.2.1", "::1", "2001:db8::1", "::ffff:192.0.2.1"] {
            assert!(!is_refused(address.parse().unwrap()), "{address}");
        }
    }
}
