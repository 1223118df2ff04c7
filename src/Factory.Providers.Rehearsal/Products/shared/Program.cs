using App;
using App.Tests;

// `app test` runs the tests; anything else serves the page where ASPNETCORE_URLS says.
if (args is ["test"])
{
    ProductTests.Add();
    return Harness.Run();
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
Site.Map(app);
Api.Map(app);
app.Run();
return 0;
