using System.Security.Cryptography;
using Factory.Contracts.Errors;
using Factory.Silo.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Factory.Silo.Secrets;

/// <summary>Encrypts values of secrets with ASP.NET Core Data Protection.</summary>
internal sealed class SecretProtector
{
    private const string Application = "agentic-factory";
    private const string Purpose = "Factory.Secrets";

    private readonly IDataProtectionProvider _provider;

    /// <summary>Uses the keys in a folder, which is created and made private when it is missing.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: the folder cannot be used, or other users may enter it.</exception>
    public SecretProtector(string keyFolder)
    {
        try
        {
            PrivateFiles.CreateFolder(keyFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(keyFolder, e.Message, "Correct 'secrets.key_folder' in silo.yaml.", e);
        }

        // The keys in it are not encrypted themselves: a user who reads them reads every secret.
        if (PrivateFiles.FindProblem(keyFolder) is { } problem)
        {
            throw Unusable(keyFolder, problem, PrivateFiles.HowToClose(keyFolder), null);
        }

        _provider = DataProtectionProvider.Create(new DirectoryInfo(keyFolder), setup => setup.SetApplicationName(Application));
    }

    /// <summary>Encrypts a value.</summary>
    /// <param name="name">The secret's name: a value that is moved to another name cannot be decrypted.</param>
    /// <param name="value">The value.</param>
    public string Protect(string name, string value) => For(name).Protect(value);

    /// <summary>Decrypts a value; null when its key is missing, or it was changed.</summary>
    public string? TryUnprotect(string name, string text)
    {
        try
        {
            return For(name).Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(string name) => _provider.CreateProtector(Purpose, name);

    private static FactoryException Unusable(string folder, string reason, string hint, Exception? inner) => new(
        ErrorCodes.DataUnusable,
        $"The folder of the secrets' keys, {folder}, cannot be used: {reason}",
        hint,
        inner: inner);
}
