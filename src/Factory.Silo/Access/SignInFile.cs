using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Silo.Hosting;

namespace Factory.Silo.Access;

/// <summary>Keeps sign-ins over restarts, in a file that only its owner may read.</summary>
internal sealed class SignInFile(string path)
{
    /// <summary>What is kept under this token; empty when the file was written under another one, which was replaced while no silo ran.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when the file cannot be read.</exception>
    public IReadOnlyList<SignInRecord> Load(AccessToken token)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), FactoryJson.Options) is { } content && content.TokenHash == Secret.Hash(token.Value)
                ? Checked(content.SignIns)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Replaces what is kept. All or nothing.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c> when it cannot be written.</exception>
    public void Save(AccessToken token, IEnumerable<SignInRecord> signIns)
    {
        try
        {
            PrivateFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new Content(Secret.Hash(token.Value), [.. signIns]), FactoryJson.Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    // The serializer takes what is missing for null, whatever the types say.
    private static IReadOnlyList<SignInRecord> Checked(IReadOnlyList<SignInRecord?>? signIns) =>
        signIns is not null && signIns.All(record => record is { Id: not null, Hash: not null })
            ? [.. signIns.OfType<SignInRecord>().DistinctBy(record => record.Hash)]
            : throw new JsonException("a sign-in lacks its id or hash, or there is no list of them.");

    private FactoryException Unusable(Exception e) => new(
        ErrorCodes.DataUnusable, $"The file of sign-ins {path} cannot be used: {e.Message}", "Correct its owner and access, or delete it: browsers then sign in anew.", inner: e);

    private sealed record Content(string TokenHash, IReadOnlyList<SignInRecord> SignIns);
}
