using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Factory.Silo.Hosting;

/// <summary>
/// Creates the certificate of a single silo, valid for one run of its process and never written to disk.
/// </summary>
internal static class SiloCertificate
{
    /// <value>
    /// The host name in the certificate. It is never resolved: the peer's certificate is compared as a whole.
    /// </value>
    public const string Name = "factory-silo";

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Valid from a year ago, because the machine's clock may be set back while the process runs; ten years are longer
    // than any process runs.
    private static readonly TimeSpan Past = TimeSpan.FromDays(365);
    private static readonly TimeSpan Future = TimeSpan.FromDays(3650);

    /// <summary>A new self-signed ECDSA certificate for both ends of a connection.</summary>
    public static X509Certificate2 Create(TimeProvider? time = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(ServerAuthentication), new Oid(ClientAuthentication)],
            critical: true));
        var now = (time ?? TimeProvider.System).GetUtcNow();
        return request.CreateSelfSigned(now - Past, now + Future);
    }
}
