namespace Factory.Silo.Backups;

/// <summary>Names of the entries of a backup, a gzipped tar file.</summary>
internal static class BackupLayout
{
    public const string Manifest = "manifest.json";
    public const string Database = "factory.db";
    public const string Configuration = "silo-config";
    public const string Products = "products";
    public const string Transcripts = "transcripts";
    public const string Secrets = "secrets.json";
    public const string SecretKeys = "secret-keys";
    public const string Bundle = "repository.bundle";

    /// <summary>
    /// True for a name that an entry of a backup may have. Everything else is rejected, above all paths that lead out
    /// of the folder.
    /// </summary>
    public static bool IsExpected(string name)
    {
        var parts = name.Split('/');
        return parts.All(p =>
            p.Length > 0
                && p is not ("." or "..")
                && !p.Contains('\\', StringComparison.Ordinal)
                && !p.Contains('\0', StringComparison.Ordinal)) && parts switch
                {
                    [Manifest] or [Database] or [Secrets] => true,
                    [SecretKeys, var file] => file.EndsWith(".xml", StringComparison.Ordinal),
                    [Products, _, "product.json" or "deployments.json" or Bundle] => true,
                    [Transcripts, var file] => file.EndsWith(".jsonl", StringComparison.Ordinal),
                    [Configuration, _, ..] => true,
                    _ => false,
                };
    }
}
