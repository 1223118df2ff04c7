using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Factory.Silo.Hosting;

/// <summary>Mutual TLS on Orleans' ports. Without it any program of this machine could call grains past the access token.</summary>
internal static class OrleansTls
{
    /// <summary>Lets only peers in that present this very certificate.</summary>
    public static void UsePinnedCertificate(this ISiloBuilder silo, X509Certificate2 certificate) =>
        silo.UseMutualTls(certificate, peer => peer.RawData.AsSpan().SequenceEqual(certificate.RawData));

    /// <summary>Lets only peers in whose certificate is accepted.</summary>
    /// <param name="silo">Whose ports.</param>
    /// <param name="certificate">What the silo presents, as server and as client.</param>
    /// <param name="accepts">Judges the peer's certificate, in place of the machine's list of authorities.</param>
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
