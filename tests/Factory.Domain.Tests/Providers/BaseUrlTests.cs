using Factory.Domain.Providers;

namespace Factory.Domain.Tests.Providers;

public class BaseUrlTests
{
    [Theory]
    [InlineData("https://api.example.org", true)]
    [InlineData("https://api.example.org/v1/", true)]
    [InlineData("http://127.0.0.1:11434/v1", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("HTTPS://API.EXAMPLE.ORG", true)]
    [InlineData("", false)]
    [InlineData("api.example.org", false)]
    [InlineData("/v1", false)]
    [InlineData("ftp://api.example.org", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("unix:/run/model.sock", false)]
    [InlineData("https://", false)]
    [InlineData("https://user@api.example.org", false)]
    [InlineData("https://user:secret@api.example.org", false)]
    [InlineData("https://api.example.org/?key=secret", false)]
    [InlineData("https://api.example.org/#secret", false)]
    public void IsValid_Text_AcceptsAddressesThatCanHoldNoSecret(string text, bool expected) => BaseUrl.IsValid(text).ShouldBe(expected);
}
