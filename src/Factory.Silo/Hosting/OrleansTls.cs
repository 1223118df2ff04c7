using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Factory.Silo.Hosting;

/// <summary>
/// Mutual TLS on Orleans' ports. Without it any program on this machine could call grains without the access token.
/// </summary>
internal static class OrleansTls
{
    /// <summary>Accepts only peers with this certificate.</summary>
    public static void UsePinnedCertificate(this ISiloBuilder silo, X509Certificate2 certificate) =>
        silo.UseMutualTls(certificate, peer => peer.RawData.AsSpan().SequenceEqual(certificate.RawData));

    /// <summary>Accepts only peers whose certificate passes a check.</summary>
    /// <param name="silo">The silo whose ports are secured.</param>
    /// <param name="certificate">The certificate of this silo, as server and as client.</param>
    /// <param name="accepts">Checks the peer's certificate, in place of the machine's certificate authorities.</param>
    public static void UseMutualTls(this ISiloBuilder silo, X509Certificate2 certificate, Func<X509Certificate2, bool> accepts) =>
        silo.UseTls(certificate, tls =>
        {
            tls.LocalServerCertificateSelector = (_, _) => certificate;
            tls.LocalClientCertificateSelector = (_, _, _, _, _) => certificate;
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (peer, _, _) => peer is not null && accepts(peer);
            tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = SiloCertificate.Name;
        });
}
