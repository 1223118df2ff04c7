using Factory.Contracts.Errors;
using Factory.Domain.Metering;
using Factory.Models.Keys;
using Factory.TestKit.Time;

namespace Factory.Models.Tests.Keys;

public sealed class KeyRingTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new KeyRing(_time);

    [Fact]
    public void Issue_AfterItsAttemptWasRevoked_GivesADeadKey()
    {
        _ring.Revoke("attempt-1");
        CodeOf(_ring.Issue(Attempt(1), [])).ShouldBe(ErrorCodes.KeyDead);
    }

    [Fact]
    public async Task Issue_RacingRevoke_NeverLeavesALivingKey()
    {
        for (var i = 0; i < 200; i++)
        {
            using var start = new Barrier(3);
            var issuing = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Together(start, () => _ring.Issue(Attempt(i), [])))).ToList();
            Together(start, () => { _ring.Revoke($"attempt-{i}"); return ""; });
            foreach (var key in await Task.WhenAll(issuing))
            {
                CodeOf(key).ShouldBe(ErrorCodes.KeyDead);
            }
        }
    }

    [Fact]
    public void Revoke_OfManyAttemptsOverDays_KeepsOneDayOfDeadKeysAndNoneOpens()
    {
        var keys = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            keys.Add(_ring.Issue(Attempt(i), []));
            _ring.Revoke($"attempt-{i}");
            _time.Advance(TimeSpan.FromHours(1));
        }

        _ring.Count.ShouldBeInRange(24, 25);
        keys.ShouldAllBe(k => CodeOf(k) == ErrorCodes.KeyDead || CodeOf(k) == ErrorCodes.KeyUnknown);
        CodeOf(keys[^1]).ShouldBe(ErrorCodes.KeyDead);
        CodeOf(keys[0]).ShouldBe(ErrorCodes.KeyUnknown);
    }

    [Fact]
    public void Revoke_OfOneAttempt_LeavesTheOthersKeysAlive()
    {
        var (ended, working) = (_ring.Issue(Attempt(1), []), _ring.Issue(Attempt(2), []));
        _ring.Revoke("attempt-1");
        _ring.Revoke("attempt-1");
        CodeOf(ended).ShouldBe(ErrorCodes.KeyDead);
        _ring.Find(working).Spender.ShouldBe(Attempt(2));
    }

    private static Spender Attempt(int number) => new($"attempt-{number}", null, null, null, null, null, null);

    private static string Together(Barrier start, Func<string> what)
    {
        start.SignalAndWait();
        return what();
    }

    private string? CodeOf(string key) => _ring.Find(key).Problem?.Code;
}
