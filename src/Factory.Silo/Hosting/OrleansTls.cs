using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Hosting;

namespace Factory.Silo.Hosting;

/// <summary>Mutual TLS on Orleans' ports.</summary>
internal static class OrleansTls
{
    /// <summary>Lets only peers in that present this very certificate. Without it any program of this machine could call grains past the access token.</summary>
    public static void UseOwnCertificateOnly(this ISiloBuilder silo, X509Certificate2 certificate)
    {
        var own = certificate.RawData;
        silo.UseTls(certificate, tls =>
        {
            tls.LocalServerCertificateSelector = (_, _) => certificate;
            tls.LocalClientCertificateSelector = (_, _, _, _, _) => certificate;
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (peer, _, _) => peer is not null && peer.RawData.AsSpan().SequenceEqual(own);
            tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = SiloCertificate.Name;
        });
    }
}
