using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Factory.Deployments.Local;

/// <summary>
/// The host environment that ASP.NET Core's middleware requires, with null file providers: no file of the factory can
/// be reached through it.
/// </summary>
internal sealed class ProductHostEnvironment(string product) : IWebHostEnvironment
{
    /// <inheritdoc/>
    public string ApplicationName { get; set; } = product;

    /// <inheritdoc/>
    public string EnvironmentName { get; set; } = Environments.Production;

    /// <inheritdoc/>
    public string WebRootPath { get; set; } = "";

    /// <inheritdoc/>
    public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

    /// <inheritdoc/>
    public string ContentRootPath { get; set; } = "";

    /// <inheritdoc/>
    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
