namespace Factory.Silo.Egress;

/// <summary>The certificates that a sandbox trusts when its attempt has an authority of its own.</summary>
internal static class CertificateBundle
{
    private const string FileName = "ca-bundle.crt";

    // Debian, Fedora, Alpine and macOS.
    private static readonly string[] SystemBundles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

    /// <summary>Writes the system's certificates and one more into a folder.</summary>
    /// <returns>Full path of the file.</returns>
    public static string Write(string folder, string authority)
    {
        var path = Path.Combine(folder, FileName);
        var system = SystemBundles.FirstOrDefault(File.Exists) is { } bundle ? File.ReadAllText(bundle) : "";
        File.WriteAllText(path, $"{system.TrimEnd()}\n{authority}".TrimStart());
        return path;
    }
}
