using Factory.Domain.Builds;

namespace Factory.Domain.Tests.Builds;

public class HealthPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/health?full=1&x=!~")]
    [InlineData("/a/./b")]
    [InlineData("/a//b")]
    public void IsValid_PathOnTheProductItself_IsTrue(string path) => HealthPath.IsValid(path).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("health")]
    [InlineData("//evil.example/")]
    [InlineData("http://evil.example/")]
    [InlineData("/../etc")]
    [InlineData("/a..b")]
    [InlineData("/a b")]
    [InlineData("/a\n")]
    [InlineData("/a\u007f")]
    [InlineData("/caf\u00e9")]
    [InlineData("/a\\b")]
    [InlineData("/a#b")]
    public void IsValid_AmbiguousPath_IsFalse(string path) => HealthPath.IsValid(path).ShouldBeFalse();

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void IsValid_LongPath_IsLimitedToTwoHundredCharacters(int length, bool valid) =>
        HealthPath.IsValid("/" + new string('a', length - 1)).ShouldBe(valid);
}
