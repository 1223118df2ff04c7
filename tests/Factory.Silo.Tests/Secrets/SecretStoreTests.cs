using System.Runtime.Versioning;
using Factory.Domain.Secrets;
using Factory.Silo.Secrets;
using Factory.TestKit.Builders;

namespace Factory.Silo.Tests.Secrets;

[SupportedOSPlatform("linux")]
public sealed class SecretStoreTests : IDisposable
{
    private const string Value = "cf-secret-value/with+signs";

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-secrets-").FullName;

    private string FilePath => Path.Combine(_folder, "secrets.json");

    private string Keys => Path.Combine(_folder, "keys");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Set_Value_IsEncryptedInAPrivateFile()
    {
        Open().Set(Secret("TOKEN_A"), Value).ShouldBeNull();

        var text = File.ReadAllText(FilePath);
        text.ShouldContain("TOKEN_A");
        new SecretRedactor([Value]).IsIn(text).ShouldBeFalse();
        File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Keys).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Set_Value_IsRedactedAtOnceAndAfterARestart()
    {
        var (now, later) = (new SecretRedactor([]), new SecretRedactor([]));

        Open(now).Set(Secret("TOKEN_A"), Value);
        Open(later);

        foreach (var redactor in (SecretRedactor[])[now, later])
        {
            redactor.Redact($"a {Value} b {Uri.EscapeDataString(Value)}").ShouldBe("a [redacted] b [redacted]");
            redactor.IsIn(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("user:" + Value))).ShouldBeTrue();
        }
    }

    [Fact]
    public void FindFor_Agent_GetsItsOwnSecretsOnly()
    {
        Open().Set(Secret("TOKEN_A", "rex"), Value);

        var store = Open();

        store.FindFor(Given.Agent("rex")).Single().Value.ShouldBe(Value);
        store.FindFor(Given.Agent("hawk")).ShouldBeEmpty();
    }

    [Fact]
    public void Open_WithoutTheKeys_SaysThatItIsUnreadable()
    {
        Open().Set(Secret("TOKEN_A", "rex"), Value);
        Directory.Delete(Keys, recursive: true);

        var store = Open();

        store.List().Single().IsReadable.ShouldBeFalse();
        store.FindFor(Given.Agent("rex")).ShouldBeEmpty();
        store.Set(Secret("TOKEN_A", "rex"), Value).ShouldBeNull("it can be set again");
        Open().List().Single().IsReadable.ShouldBeTrue();
    }

    [Fact]
    public void Open_ValueMovedToAnotherName_IsUnreadable()
    {
        Open().Set(Secret("TOKEN_A"), Value);
        File.WriteAllText(FilePath, File.ReadAllText(FilePath).Replace("TOKEN_A", "TOKEN_B", StringComparison.Ordinal));

        Open().List().Single().IsReadable.ShouldBeFalse();
    }

    [Fact]
    public void Set_KeyFolderOpenToOthers_IsRefused()
    {
        Directory.CreateDirectory(Keys);
        File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        Should.Throw<Contracts.Errors.FactoryException>(() => Open().Set(Secret("TOKEN_A"), Value)).Message.ShouldContain("must be 700");
    }

    [Fact]
    public void Set_SameHostHeaderAndAgent_IsRefusedForAnotherName()
    {
        var store = Open();
        store.Set(Secret("TOKEN_A", "rex"), Value);

        store.Set(Secret("TOKEN_B", "rex"), Value)!.Message.ShouldContain("TOKEN_A is already sent");
        store.Set(Secret("TOKEN_A", "rex"), Value).ShouldBeNull();
    }

    [Fact]
    public void Remove_Secret_IsGoneAfterARestart()
    {
        var store = Open();
        store.Set(Secret("TOKEN_A"), Value);

        store.Remove("TOKEN_A").ShouldBeTrue();

        store.Remove("TOKEN_A").ShouldBeFalse();
        Open().List().ShouldBeEmpty();
    }

    private SecretStore Open(SecretRedactor? redactor = null) => new(FilePath, Keys, redactor ?? new SecretRedactor([]));

    private static HostSecret Secret(string name, params string[] agents) =>
        SecretRules.Read(name, agents, ["api.example.org"], null, [.. agents.Select(a => Given.Agent(a))], default).Value!;
}
