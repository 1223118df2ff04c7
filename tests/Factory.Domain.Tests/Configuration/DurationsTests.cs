using Factory.Domain.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Configuration;

public class DurationsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1_800)]
    [InlineData("2h", 7_200)]
    [InlineData("7d", 604_800)]
    [InlineData("0s", 0)]
    [InlineData("000007s", 7)]
    [InlineData("999999d", 86_399_913_600)]
    public void TryParse_NumberAndUnit_IsTheDuration(string text, long seconds)
    {
        Durations.TryParse(text, out var time).ShouldBeTrue();
        time.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("90")]
    [InlineData("90 s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5h")]
    [InlineData("1,5h")]
    [InlineData("90S")]
    [InlineData("90w")]
    [InlineData("1h30m")]
    [InlineData("1000000s")]
    [InlineData("٣s")]
    public void TryParse_AnythingElse_IsRefused(string text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(90, "90s")]
    [InlineData(120, "2m")]
    [InlineData(7_200, "2h")]
    [InlineData(90_000, "25h")]
    [InlineData(172_800, "2d")]
    public void Format_WholeSeconds_UsesTheLargestUnitThatDivides(long seconds, string text) =>
        Durations.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void TryParse_WhatFormatWrote_IsTheSameDuration() => Prop.ForAll(
        Gen.Choose(1, 999_999).ToArbitrary(),
        seconds => Durations.TryParse(Durations.Format(TimeSpan.FromSeconds(seconds)), out var time)
            && time == TimeSpan.FromSeconds(seconds)).QuickCheckThrowOnFailure();
}
