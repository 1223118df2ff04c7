using System.Security.Cryptography;
using Factory.Configuration.Models;

namespace Factory.Configuration.Reload;

/// <summary>
/// Hashes of the files of a configuration folder, to detect changes. Modification times are not reliable: editors and
/// copy tools set them arbitrarily.
/// </summary>
public sealed class ConfigFingerprint
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    /// <summary>Reads the folder; a file that cannot be read is treated as absent; the loader reports why.</summary>
    public static ConfigFingerprint Of(string folder)
    {
        var print = new ConfigFingerprint();
        foreach (var file in ConfigReader.FilesOf(folder))
        {
            try
            {
                // As a stream: a log or a dump that was put into the folder by mistake must not fill the memory. The
                // loader rejects it for its size.
                using var content = File.OpenRead(Path.Combine(folder, file));
                print._hashes[file] = content.Length > CatalogueFile.MaxBytes
                    ? $"{content.Length} bytes"
                    : Convert.ToHexStringLower(SHA256.HashData(content));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                print._hashes.Remove(file);
            }
        }

        return print;
    }

    /// <summary>Names of the files that are new, removed or changed, relative to the folder.</summary>
    public IReadOnlyList<string> ChangedSince(ConfigFingerprint before) =>
        [.. _hashes.Keys.Union(before._hashes.Keys)
            .Where(f => _hashes.GetValueOrDefault(f) != before._hashes.GetValueOrDefault(f))
            .Order(StringComparer.Ordinal)];
}
