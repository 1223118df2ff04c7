using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

public sealed class OpenAIImageUrlTests
{
    [Theory]
    [InlineData("data:image/png;base64,aGk=", "image/png")]
    [InlineData("DATA:IMAGE/PNG;BASE64,aGk=", "image/png")]
    [InlineData("data:image/jpg;base64,aGk=", "image/jpeg")]
    [InlineData("data:image/svg+xml;charset=utf-8;base64,aGk=", "image/svg+xml")]
    public void Parse_ImageInBase64_IsInline(string url, string mediaType) =>
        OpenAIImageUrl.Parse(Translate.Parse($"\"{url}\""), "low").ShouldBe(new ImagePart(mediaType, "aGk=", null, "low"));

    [Theory]
    [InlineData("https://a/b.png")]
    [InlineData("file-123")]
    [InlineData("")]
    public void Parse_AnythingElse_IsAnAddress(string url) =>
        OpenAIImageUrl.Parse(Translate.Parse($"\"{url}\""), null).ShouldBe(new ImagePart(null, null, url));

    [Theory]
    [InlineData("data:image/png,raw")]
    [InlineData("data:text/plain;base64,aGk=")]
    [InlineData("data:application/pdf;base64,aGk=")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:")]
    [InlineData("data:;base64,aGk=")]
    public void Parse_OtherData_IsRejected(string url) =>
        Should.Throw<TranslationException>(
            () =>
                OpenAIImageUrl.Parse(
                    Translate.Parse($"\"{url}\""),
                    null)).Reason.ShouldBe("an image in data must read data:image/…;base64,…");

    [Theory]
    [InlineData("data:image/png;base64,aGk=")]
    [InlineData("https://a/b.png")]
    public void ToUrl_WhatWasParsed_IsTheSame(string url) =>
        OpenAIImageUrl.ToUrl(OpenAIImageUrl.Parse(Translate.Parse($"\"{url}\""), null)).ShouldBe(url);
}
