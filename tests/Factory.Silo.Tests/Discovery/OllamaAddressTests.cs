using Factory.Silo.Discovery;

namespace Factory.Silo.Tests.Discovery;

public sealed class OllamaAddressTests
{
    [Theory]
    [InlineData(null, "http://localhost:11434/")]
    [InlineData(" ", "http://localhost:11434/")]
    [InlineData("127.0.0.1", "http://127.0.0.1:11434/")]
    [InlineData("localhost:1234", "http://localhost:1234/")]
    [InlineData("localhost:80", "http://localhost:80/")]
    [InlineData(":11434", "http://localhost:11434/")]
    [InlineData(":80", "http://localhost:80/")]
    [InlineData("0.0.0.0", "http://localhost:11434/")]
    [InlineData("0.0.0.0:8080", "http://localhost:8080/")]
    [InlineData("::1", "http://[::1]:11434/")]
    [InlineData("[::1]", "http://[::1]:11434/")]
    [InlineData("[::1]:99", "http://[::1]:99/")]
    [InlineData("[::]:99", "http://localhost:99/")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:11434/")]
    [InlineData("http://127.0.0.1:80", "http://127.0.0.1:80/")]
    [InlineData("https://ollama.example", "https://ollama.example:443/")]
    [InlineData("http://host/base", "http://host:11434/base")]
    public void Parse_WhatOllamaAccepts_IsTheSameAddress(string? text, string address) =>
        OllamaAddress.Parse(text).ShouldBe(new Uri(address));

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("a b")]
    [InlineData("http://")]
    [InlineData("host:port")]
    public void Parse_NoAddress_IsNull(string text) => OllamaAddress.Parse(text).ShouldBeNull();
}
