using Factory.Gateway.Models;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests.Models;

public sealed class ModelPageTests
{
    [Theory]
    [InlineData("", "a b c d", false)]
    [InlineData("?limit=2", "a b", true)]
    [InlineData("?pageSize=3&pageToken=a", "b c d", false)]
    [InlineData("?limit=1&after_id=b", "c", true)]
    [InlineData("?limit=2&before_id=d", "b c", true)]
    [InlineData("?before_id=b", "a", false)]
    [InlineData("?limit=0", "a b c d", false)]
    [InlineData("?limit=x&after_id=unknown", "a b c d", false)]
    public void Of_Query_IsThePartOfTheList(string query, string expected, bool expectedMore)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);

        var ids = ModelPage.Read(request.Query).Of(["a", "b", "c", "d"], out var hasMore);

        (string.Join(' ', ids), hasMore).ShouldBe((expected, expectedMore));
    }
}
