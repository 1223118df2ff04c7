using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Metering.Keys;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Metering.Tests.Keys;

public sealed class VirtualKeyStoreTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Noon);
    private readonly VirtualKeyStore _ring;

    public VirtualKeyStoreTests() => _ring = new VirtualKeyStore(_time);

    [Fact]
    public void Find_AttemptKey_GrantsItsModelsUntilTheAttemptEnds()
    {
        var key = _ring.Issue(Attempt("attempt-1"), [new ModelRef("lab", "small")]);
        var found = _ring.Find(key);
        (found.Principal, found.Problem).ShouldBe((Attempt("attempt-1"), null));
        found.Models.ShouldBe([new ModelRef("lab", "small")]);

        _ring.Revoke(PrincipalId.Parse("attempt-1"));

        Refused(key).ShouldBe(new Problem(ErrorCodes.KeyRevoked, "The key was revoked when attempt-1 ended."));
    }

    [Fact]
    public void Revoke_Attempt_RevokesAllItsKeysAndNoOthers()
    {
        string[] keys = [_ring.Issue(Attempt("attempt-1"), []), _ring.Issue(Attempt("attempt-1"), [])];
        var other = _ring.Issue(Attempt("attempt-10"), []);
        var (named, text) = Named("laptop");
        _ring.AddOrUpdate(named);

        _ring.Revoke(PrincipalId.Parse("attempt-1"));
        _ring.Revoke(PrincipalId.Parse("attempt-1"));
        _ring.Revoke(PrincipalId.Parse("key-laptop"));

        keys.ShouldAllBe(k => Refused(k).Code == ErrorCodes.KeyRevoked);
        _ring.Find(other).Problem.ShouldBeNull();
        _ring.Find(text).Problem.ShouldBeNull("named keys die by the keyring alone");
    }

    [Fact]
    public void Issue_EndedAttempt_IsRevokedFromTheStart()
    {
        _ring.Revoke(PrincipalId.Parse("attempt-1"));
        Refused(_ring.Issue(Attempt("attempt-1"), [])).Code.ShouldBe(ErrorCodes.KeyRevoked);
    }

    [Fact]
    public async Task Issue_WhileTheAttemptEnds_IsRevoked()
    {
        for (var round = 0; round < 50; round++)
        {
            var holder = $"attempt-{round}";
            var ending = Task.Run(() => _ring.Revoke(PrincipalId.Parse(holder)));
            var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _ring.Issue(Attempt(holder), []))));
            await ending;
            keys.Select(k => Refused(k).Code).Distinct().ShouldBe([ErrorCodes.KeyRevoked]);
        }
    }

    [Fact]
    public void Find_KeyOfEndedAttempt_IsRevokedForADayAndThenUnknown()
    {
        var keys = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            keys.Add(_ring.Issue(Attempt($"attempt-{i}"), []));
            _ring.Revoke(PrincipalId.Parse($"attempt-{i}"));
            _time.Advance(TimeSpan.FromHours(1));
        }

        _ring.Count.ShouldBeInRange(24, 25);
        Refused(keys[^1]).Code.ShouldBe(ErrorCodes.KeyRevoked);
        keys[..70].ShouldAllBe(k => Refused(k).Code == ErrorCodes.KeyUnknown);
    }

    [Fact]
    public void Find_NamedKey_IsFoundByItsHash()
    {
        var (key, text) = Named("laptop");
        _ring.AddOrUpdate(key with { Models = ["lab/org/small:7b"] });
        var found = _ring.Find(text);
        (found.Principal, found.Problem).ShouldBe((Principal.ForKey("laptop"), null));
        found.Models.ShouldBe([new ModelRef("lab", "org/small:7b")]);
        Refused(key.Hash).Code.ShouldBe(ErrorCodes.KeyUnknown);
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, ErrorCodes.KeyExpired)]
    [InlineData(1, ErrorCodes.KeyExpired)]
    public void Find_NamedKey_ExpiresAtItsTick(long ticks, string? code)
    {
        var (key, text) = Named("laptop");
        _ring.AddOrUpdate(key with { ExpiresAt = Noon.AddHours(1) });
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromTicks(ticks));
        _ring.Find(text).Problem?.Code.ShouldBe(code);
        (_ring.Find(text).Principal is null).ShouldBe(code is not null);
    }

    [Fact]
    public void Find_RevokedAndExpiredKey_IsRevokedAndNamed()
    {
        var (key, text) = Named("laptop");
        _ring.AddOrUpdate(key with { ExpiresAt = Noon.AddHours(1) });
        _ring.AddOrUpdate(key with { ExpiresAt = Noon.AddHours(1), RevokedAt = Noon });
        Refused(text)
            .ShouldBe(new Problem(
                ErrorCodes.KeyRevoked,
                "The key 'laptop' was revoked.",
                "Make another with: factory key create NAME --budget USD"));
        _time.Advance(TimeSpan.FromHours(2));
        Refused(text).Code.ShouldBe(ErrorCodes.KeyRevoked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fk-")]
    [InlineData("sk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00fc")]
    public void Find_AnythingElse_IsUnknownAndNotRepeated(string text)
    {
        var problem = Refused(text);
        (problem.Code, problem.Message).ShouldBe((ErrorCodes.KeyUnknown, "The key is unknown."));
        Refused(new string('x', 1_000_000)).ShouldBe(problem);
    }

    [Fact]
    public void Find_OneCharacterChanged_IsUnknown()
    {
        var key = _ring.Issue(Attempt("attempt-1"), []);
        for (var i = 0; i < key.Length; i++)
        {
            var changed = key.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Refused(changed).Code.ShouldBe(ErrorCodes.KeyUnknown);
        }
    }

    [Fact]
    public void Find_AnySequence_NeverGrantsARevokedKey() => Prop.ForAll<(byte What, byte Which)[]>(steps =>
    {
        var time = new FakeTimeProvider(Noon);
        var ring = new VirtualKeyStore(time);
        var keys = new List<(string Text, string Holder, NamedKey? Named)>();
        var (dead, ended) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (what, which) in steps)
        {
            switch (what % 5)
            {
                case 0:
                    var holder = $"attempt-{which % 3}";
                    keys.Add((ring.Issue(Attempt(holder), []), holder, null));
                    if (ended.Contains(holder))
                    {
                        dead.Add(keys[^1].Text);
                    }

                    break;
                case 1:
                    var (named, text) = Named($"key-{keys.Count}");
                    named = named with { ExpiresAt = which % 2 == 0 ? time.GetUtcNow().AddMinutes(which % 7) : null };
                    ring.AddOrUpdate(named);
                    keys.Add((text, named.Name, named));
                    break;
                case 2:
                    ring.Revoke(PrincipalId.Parse($"attempt-{which % 3}"));
                    ended.Add($"attempt-{which % 3}");
                    dead.UnionWith(keys.Where(k => k.Holder == $"attempt-{which % 3}").Select(k => k.Text));
                    break;
                case 3 when keys.Count > 0 && keys[which % keys.Count] is { Named: { } revoked } chosen:
                    ring.AddOrUpdate(revoked with { RevokedAt = time.GetUtcNow() });
                    dead.Add(chosen.Text);
                    break;
                case 4:
                    time.Advance(TimeSpan.FromMinutes(which % 4));
                    break;
            }

            dead.UnionWith(keys.Where(k => k.Named?.ExpiresAt <= time.GetUtcNow()).Select(k => k.Text));
            foreach (var key in keys)
            {
                (ring.Find(key.Text).Principal is null).ShouldBe(dead.Contains(key.Text));
            }
        }

        return true;
    }).Check(PropertyConfig.Fixed(100));

    private static Principal Attempt(string id) =>
        new(PrincipalId.Parse(id), TaskId.Parse("task-1"), null, AttemptId.Parse(id), AgentId.Parse("agent-rex"), "build", null);

    private static (NamedKey Key, string Text) Named(string name)
    {
        var text = VirtualKeyFormat.Generate();
        return (new NamedKey(name, VirtualKeyFormat.HashText(text), text[^4..], new Usd(5), [], Noon, null, null), text);
    }

    private Problem Refused(ReadOnlySpan<char> text)
    {
        var found = _ring.Find(text);
        found.Principal.ShouldBeNull();
        found.Models.ShouldBeEmpty();
        return found.Problem.ShouldNotBeNull();
    }
}
