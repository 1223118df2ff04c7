using System.Text.Json.Nodes;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Silo.Access;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Silo.Tests.Access;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SignInStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-sign-ins-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    private FactoryPaths Paths => new(_folder.FullName);

    [Fact]
    public void Restart_SignInsSurvive_LinksDoNot()
    {
        string secret, code;
        using (var before = Open())
        {
            (_, secret) = SignIn(before);
            (code, _) = Link(before);
        }

        using var after = Open();

        after.SignIns.Find(secret).ShouldNotBeNull().Record.UserAgent.ShouldBe("browser");
        after.SignIns.Redeem(code, null).ShouldBeNull();
    }

    [Fact]
    public void File_Written_HasNoSecretAndIsPrivate()
    {
        using var tokens = Open();
        var (signIn, secret) = SignIn(tokens);

        var text = File.ReadAllText(Paths.SignInFile);

        text.ShouldContain(signIn.Record.Id);
        text.ShouldNotContain(secret);
        text.ShouldNotContain(tokens.Current.Value);
        File.GetUnixFileMode(Paths.SignInFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.GetFiles("sign-ins*").ShouldHaveSingleItem();
    }

    [Fact]
    public void Load_TokenReplacedWhileStopped_DropsSignIns()
    {
        string secret;
        using (var before = Open())
        {
            (_, secret) = SignIn(before);
        }

        TokenFile.Replace(Paths.TokenFile, TokenFile.Generate());

        using var after = Open();
        after.SignIns.Find(secret).ShouldBeNull();
        after.SignIns.List().ShouldBeEmpty();
    }

    [Fact]
    public void Reset_AfterRotation_EndsSignInsForGood()
    {
        string secret;
        using (var before = Open())
        {
            (var signIn, secret) = SignIn(before);
            before.Rotate();
            signIn.Session.Revoked.IsCancellationRequested.ShouldBeTrue();
            before.SignIns.Find(secret).ShouldBeNull();
        }

        using var after = Open();
        after.SignIns.Find(secret).ShouldBeNull();
    }

    [Fact]
    public void CreateLink_ReplacedToken_IsRejected()
    {
        using var tokens = Open();
        var pass = tokens.Authenticate(tokens.Current.Value)!;
        tokens.Rotate();

        Should.Throw<FactoryException>(() => tokens.SignIns.CreateLink(pass)).Code.ShouldBe(ErrorCodes.AccessTokenInvalid);
    }

    [Fact]
    public void Revoke_AfterRestart_StaysRevoked()
    {
        string secret, other;
        using (var before = Open())
        {
            (var signIn, secret) = SignIn(before);
            (_, other) = SignIn(before);
            before.SignIns.Revoke(signIn.Record.Id).ShouldNotBeNull();
            before.SignIns.Revoke(signIn.Record.Id).ShouldBeNull();
            signIn.Session.Revoked.IsCancellationRequested.ShouldBeTrue();
        }

        using var after = Open();
        after.SignIns.Find(secret).ShouldBeNull();
        after.SignIns.Find(other).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SignIn_ThirtyDaysOld_EndsAlsoAfterRestart(bool restart)
    {
        var tokens = Open();
        var (_, secret) = SignIn(tokens);
        _time.Advance(TimeSpan.FromDays(29));
        if (restart)
        {
            tokens.Dispose();
            tokens = Open();
        }

        using (tokens)
        {
            var signIn = tokens.SignIns.Find(secret).ShouldNotBeNull();
            _time.Advance(TimeSpan.FromDays(1));

            tokens.SignIns.Find(secret).ShouldBeNull();
            tokens.SignIns.List().ShouldBeEmpty();
            signIn.Session.Revoked.IsCancellationRequested.ShouldBeTrue();
        }
    }

    [Fact]
    public void SignIn_HundredAndFirst_ReplacesTheOldest()
    {
        using var tokens = Open();
        var secrets = Enumerable.Range(0, 101).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return SignIn(tokens).Secret;
        }).ToArray();

        tokens.SignIns.Find(secrets[0]).ShouldBeNull();
        tokens.SignIns.Find(secrets[1]).ShouldNotBeNull();
        tokens.SignIns.List().Count.ShouldBe(100);
    }

    [Fact]
    public void Link_HundredAndFirst_ReplacesTheOldest()
    {
        using var tokens = Open();
        var codes = Enumerable.Range(0, 101).Select(_ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return Link(tokens).Code;
        }).ToArray();

        tokens.SignIns.Redeem(codes[0], null).ShouldBeNull();
        tokens.SignIns.Redeem(codes[1], null).ShouldNotBeNull();
        tokens.SignIns.Redeem(codes[100], null).ShouldNotBeNull();
    }

    [Fact]
    public void Load_ClockSetBack_Succeeds()
    {
        string secret;
        _time.Advance(TimeSpan.FromDays(30));
        using (var before = Open())
        {
            (_, secret) = SignIn(before);
        }

        var earlier = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var after = AccessTokenStore.Open(Paths, new AccessOptions(), earlier);

        var signIn = after.SignIns.Find(secret).ShouldNotBeNull();
        earlier.Advance(TimeSpan.FromDays(30));
        signIn.Session.Revoked.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void Load_DuplicateSignIn_CountsOnce()
    {
        string secret;
        using (var before = Open())
        {
            (_, secret) = SignIn(before);
        }

        Rewrite(signIns => signIns.Add(signIns[0]!.DeepClone()));

        using var after = Open();
        after.SignIns.Find(secret).ShouldNotBeNull();
        after.SignIns.List().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("hash")]
    [InlineData("record")]
    public void Load_IncompleteFile_NamesTheFix(string what)
    {
        using (var before = Open())
        {
            SignIn(before);
        }

        Rewrite(signIns =>
        {
            switch (what)
            {
                case "list":
                    signIns.Parent!.AsObject().Remove("signIns").ShouldBeTrue();
                    break;
                case "hash":
                    signIns[0]!.AsObject().Remove("hash").ShouldBeTrue();
                    break;
                default:
                    signIns.Add(null);
                    break;
            }
        });

        Should.Throw<FactoryException>(Open).Code.ShouldBe(ErrorCodes.DataUnusable);
    }

    [Fact]
    public void Load_UnreadableFile_NamesTheFix()
    {
        File.WriteAllText(Paths.SignInFile, "{");

        var error = Should.Throw<FactoryException>(Open);

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain(Paths.SignInFile);
    }

    [Fact]
    public void Redeem_CannotPersist_CreatesNoSignIn()
    {
        using var tokens = Open();
        Directory.CreateDirectory(Paths.SignInFile);

        Should.Throw<FactoryException>(() => SignIn(tokens)).Code.ShouldBe(ErrorCodes.DataUnusable);

        tokens.SignIns.List().ShouldBeEmpty();
        _folder.GetFiles("sign-ins*").ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Rewrite(Action<JsonArray> change)
    {
        var content = JsonNode.Parse(File.ReadAllText(Paths.SignInFile))!;
        change(content["signIns"]!.AsArray());
        File.WriteAllText(Paths.SignInFile, content.ToJsonString());
    }

    private AccessTokenStore Open() => AccessTokenStore.Open(Paths, new AccessOptions(), _time);

    private static (string Code, DateTimeOffset ExpiresAt) Link(AccessTokenStore tokens) =>
        tokens.SignIns.CreateLink(tokens.Authenticate(tokens.Current.Value)!);

    private static (SignIn SignIn, string Secret) SignIn(AccessTokenStore tokens) =>
        tokens.SignIns.Redeem(Link(tokens).Code, "browser")!.Value;
}
