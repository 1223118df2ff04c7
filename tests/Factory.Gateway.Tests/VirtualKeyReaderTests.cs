using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests;

public sealed class VirtualKeyReaderTests
{
    [Theory]
    [InlineData("x-api-key", "fk-1", "fk-1")]
    [InlineData("x-goog-api-key", " fk-1 ", "fk-1")]
    [InlineData("Authorization", "Bearer fk-1", "fk-1")]
    [InlineData("Authorization", "bearer  fk-1", "fk-1")]
    [InlineData("Authorization", "Basic fk-1", null)]
    [InlineData("Authorization", "Bearer ", null)]
    [InlineData("x-api-key", " ", null)]
    public void Read_Header_IsTheKey(string header, string value, string? key)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[header] = value;

        VirtualKeyReader.Read(request).ShouldBe(key);
    }

    [Theory]
    [InlineData("?key=fk-1", "fk-1")]
    [InlineData("?alt=sse", null)]
    [InlineData("?key=", null)]
    [InlineData("", null)]
    public void Read_Query_IsTheKey(string query, string? key)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);

        VirtualKeyReader.Read(request).ShouldBe(key);
    }

    [Fact]
    public void Read_SeveralPlaces_PrefersTheVendorsHeader()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["x-api-key"] = "fk-1";
        request.Headers.Authorization = "Bearer other";

        VirtualKeyReader.Read(request).ShouldBe("fk-1");
    }
}
