using System.Text;
using Factory.Contracts.Errors;
using Factory.Silo.Hosting;

namespace Factory.Silo.Access;

/// <summary>Persists the access token in the data folder, readable only by its owner.</summary>
public static class TokenFile
{
    private const int MinLength = 32;
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Lock Creation = new();

    /// <summary>The token in this file; a new one of 32 random bytes when there is no file yet.</summary>
    /// <remarks>
    /// Read access of others is removed again. Concurrent callers in one process get the same token;
    /// between processes the lock of the data folder ensures that, because only one silo holds it.
    /// </remarks>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file has no token or cannot be used.</exception>
    public static AccessToken LoadOrCreate(string path)
    {
        try
        {
            lock (Creation)
            {
                return Load(path) ?? Create(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e.Message, e);
        }
    }

    /// <summary>A new token of 32 random bytes.</summary>
    public static AccessToken Generate() => new(Secret.Generate());

    /// <summary>Replaces the token in the file, atomically.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the file cannot be written.</exception>
    public static void Replace(string path, AccessToken token)
    {
        try
        {
            Write(path, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e.Message, e);
        }
    }

    private static AccessToken? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // A copy of the data folder, or an editor that replaces the file when it saves, can have made it readable for
        // others.
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != Owner)
        {
            File.SetUnixFileMode(path, Owner);
        }

        // A truncated file, or one with a short password in it, is rejected: the token opens the whole API, so it must
        // not be guessable. The characters are those that need no escaping in a header.
        var text = File.ReadAllText(path).Trim();
        return text.Length >= MinLength && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? new AccessToken(text)
            : throw Unusable(path, $"it must have {MinLength} or more letters, digits, dashes and underscores", null);
    }

    private static AccessToken Create(string path)
    {
        var token = Generate();
        Write(path, token);
        return token;
    }

    private static void Write(string path, AccessToken token) => PrivateFiles.Replace(path, Encoding.ASCII.GetBytes(token.Value + "\n"));

    private static FactoryException Unusable(string path, string rule, Exception? inner) => new(
        ErrorCodes.DataUnusable,
        $"The access token file {path} cannot be used: {rule}.",
        "Delete the file and start the factory again: it creates a new token.",
        inner: inner);
}
