using System.Security.Cryptography;
using System.Text;
using Factory.Domain.Keys;

namespace Factory.Domain.Tests.Keys;

public class VirtualKeyFormatTests
{
    [Fact]
    public void Generate_ManyKeys_AreWellFormedAndUnique()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => VirtualKeyFormat.Generate()).ToList();
        keys.ShouldAllBe(k => VirtualKeyFormat.IsWellFormed(k) && k.StartsWith("fk-", StringComparison.Ordinal) && k.Length == 46);
        keys.Distinct().Count().ShouldBe(1_000);
    }

    [Fact]
    public void Hash_Key_IsItsSha256()
    {
        var key = VirtualKeyFormat.Generate();
        var expected = SHA256.HashData(Encoding.ASCII.GetBytes(key));
        var hash = new byte[32];
        VirtualKeyFormat.Hash(key, hash);
        hash.ShouldBe(expected);
        VirtualKeyFormat.HashText(key).ShouldBe(Convert.ToHexStringLower(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fk-")]
    [InlineData("sk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("FK-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(" fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAü")]
    [InlineData("fk-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000")]
    public void IsWellFormed_AnythingElse_IsFalse(string text) => VirtualKeyFormat.IsWellFormed(text).ShouldBeFalse();
}
