using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Hosting;

namespace Factory.Silo.Access;

/// <summary>Persists sign-ins in a file that only its owner can read.</summary>
internal sealed class SignInFile(string path)
{
    /// <summary>
    /// The sign-ins of this token; empty when the file was written under another token, which was then replaced while
    /// no silo ran.
    /// </summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be read.</exception>
    public IReadOnlyList<SignInRecord> Load(AccessToken token)
    {
        try
        {
            return File.Exists(path)
                && JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), FactoryJson.Options) is { } content
                && content.TokenHash == Secret.Hash(token.Value)
                ? Checked(content.SignIns)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Replaces the content of the file, atomically.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be written.</exception>
    public void Save(AccessToken token, IEnumerable<SignInRecord> signIns)
    {
        try
        {
            PrivateFiles.Replace(
                path,
                JsonSerializer.SerializeToUtf8Bytes(new Content(Secret.Hash(token.Value), [.. signIns]), FactoryJson.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    // The serializer sets missing members to null, also where their types are not nullable.
    private static IReadOnlyList<SignInRecord> Checked(IReadOnlyList<SignInRecord?>? signIns) =>
        signIns is not null && signIns.All(record => record is { Id: not null, Hash: not null })
            ? [.. signIns.OfType<SignInRecord>().DistinctBy(record => record.Hash)]
            : throw new JsonException("a sign-in lacks its id or hash, or there is no list of them.");

    private FactoryException Unusable(Exception e) => new(
        ErrorCodes.DataUnusable,
        $"The file of sign-ins {path} cannot be used: {e.Message}",
        "Correct its owner and access, or delete it: browsers must then sign in again.",
        inner: e);

    private sealed record Content(string TokenHash, IReadOnlyList<SignInRecord> SignIns);
}
