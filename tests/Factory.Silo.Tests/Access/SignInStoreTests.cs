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
    public void Sign_ins_outlive_a_restart_and_links_do_not()
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
    public void The_file_holds_no_secret_and_is_for_its_owner_alone()
    {
        using var keeper = Open();
        var (signIn, secret) = SignIn(keeper);

        var text = File.ReadAllText(Paths.SignInFile);

        text.ShouldContain(signIn.Record.Id);
        text.ShouldNotContain(secret);
        text.ShouldNotContain(keeper.Current.Value);
        File.GetUnixFileMode(Paths.SignInFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.GetFiles("sign-ins*").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_token_that_was_replaced_while_no_silo_ran_takes_its_sign_ins_with_it()
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
    public void Rotation_ends_sign_ins_also_for_the_next_start()
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
    public void A_link_for_a_token_that_was_just_replaced_is_not_made()
    {
        using var keeper = Open();
        var pass = keeper.Authenticate(keeper.Current.Value)!;
        keeper.Rotate();

        Should.Throw<FactoryException>(() => keeper.SignIns.CreateLink(pass)).Code.ShouldBe(ErrorCodes.AccessTokenInvalid);
    }

    [Fact]
    public void What_was_revoked_stays_revoked()
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
    public void It_ends_after_thirty_days_over_restarts_too(bool restart)
    {
        var keeper = Open();
        var (_, secret) = SignIn(keeper);
        _time.Advance(TimeSpan.FromDays(29));
        if (restart)
        {
            keeper.Dispose();
            keeper = Open();
        }

        using (keeper)
        {
            var signIn = keeper.SignIns.Find(secret).ShouldNotBeNull();
            _time.Advance(TimeSpan.FromDays(1));

            keeper.SignIns.Find(secret).ShouldBeNull();
            keeper.SignIns.List().ShouldBeEmpty();
            signIn.Session.Revoked.IsCancellationRequested.ShouldBeTrue();
        }
    }

    [Fact]
    public void The_oldest_gives_way_to_the_hundred_and_first()
    {
        using var keeper = Open();
        var secrets = Enumerable.Range(0, 101).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return SignIn(keeper).Secret;
        }).ToArray();

        keeper.SignIns.Find(secrets[0]).ShouldBeNull();
        keeper.SignIns.Find(secrets[1]).ShouldNotBeNull();
        keeper.SignIns.List().Count.ShouldBe(100);
    }

    [Fact]
    public void The_oldest_link_gives_way_to_the_hundred_and_first()
    {
        using var keeper = Open();
        var codes = Enumerable.Range(0, 101).Select(_ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return Link(keeper).Code;
        }).ToArray();

        keeper.SignIns.Redeem(codes[0], null).ShouldBeNull();
        keeper.SignIns.Redeem(codes[1], null).ShouldNotBeNull();
        keeper.SignIns.Redeem(codes[100], null).ShouldNotBeNull();
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_prevent_a_start()
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
    public void A_sign_in_that_stands_twice_in_the_file_counts_once()
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
    public void A_file_that_lacks_something_says_what_to_do(string what)
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
    public void A_file_that_cannot_be_read_says_what_to_do()
    {
        File.WriteAllText(Paths.SignInFile, "{");

        var error = Should.Throw<FactoryException>(Open);

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldContain(Paths.SignInFile);
    }

    [Fact]
    public void A_sign_in_that_cannot_be_kept_is_none()
    {
        using var keeper = Open();
        Directory.CreateDirectory(Paths.SignInFile);

        Should.Throw<FactoryException>(() => SignIn(keeper)).Code.ShouldBe(ErrorCodes.DataUnusable);

        keeper.SignIns.List().ShouldBeEmpty();
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

    private static (string Code, DateTimeOffset ExpiresAt) Link(AccessTokenStore keeper) => keeper.SignIns.CreateLink(keeper.Authenticate(keeper.Current.Value)!);

    private static (SignIn SignIn, string Secret) SignIn(AccessTokenStore keeper) => keeper.SignIns.Redeem(Link(keeper).Code, "browser")!.Value;
}
