using LoyaltyPortal.Platform.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services.AddShell();

var app = builder.Build();
app.UseShell();
app.MapShell();
await app.RunAsync();
