using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Factory.Silo.Egress;

/// <summary>
/// The certificate authority of one attempt. Its key exists in memory only, only this attempt's sandbox trusts it, and it can
/// vouch for the opened hosts alone.
/// </summary>
internal sealed class AttemptCertificates : IDisposable
{
    private const string NameConstraintsOid = "2.5.29.30";
    private const string ServerAuthenticationOid = "1.3.6.1.5.5.7.3.1";
    private const int SerialLength = 16;

    // Longer than any attempt.
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Lazy<X509Certificate2>> _leaves = [];
    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _now;

    /// <summary>Makes the authority.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="hosts">The only hosts that it can vouch for.</param>
    /// <param name="now">The time.</param>
    public AttemptCertificates(string name, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        _now = now;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN=Factory {name}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(NameConstraints(hosts));
        _authority = request.CreateSelfSigned(now - ClockSkew, now + Validity);
    }

    /// <summary>The authority's certificate, without its key, in PEM.</summary>
    public string ExportPem() => _authority.ExportCertificatePem() + "\n";

    /// <summary>The certificate and key of a host.</summary>
    public X509Certificate2 For(string host) => _leaves.GetOrAdd(host, h => new Lazy<X509Certificate2>(() => Issue(h))).Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var leaf in _leaves.Values.Where(l => l.IsValueCreated))
        {
            leaf.Value.Dispose();
        }

        _authority.Dispose();
    }

    private X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        var request = new CertificateRequest(new X500DistinguishedName("CN=Factory egress"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthenticationOid)], false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
                _authority,
                includeKeyIdentifier: true,
                includeIssuerAndSerial: false));
        using var certificate = request.Create(
            _authority,
            _now - ClockSkew,
            _now + Validity - ClockSkew,
            RandomNumberGenerator.GetBytes(SerialLength));
        return certificate.CopyWithPrivateKey(key);
    }

    // RFC 5280, 4.2.1.10: permittedSubtrees [0] of names of hosts [2].
    private static X509Extension NameConstraints(IReadOnlyList<string> hosts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            foreach (var host in hosts)
            {
                using (writer.PushSequence())
                {
                    writer.WriteCharacterString(UniversalTagNumber.IA5String, host, new Asn1Tag(TagClass.ContextSpecific, 2));
                }
            }
        }

        return new X509Extension(NameConstraintsOid, writer.Encode(), critical: true);
    }
}
