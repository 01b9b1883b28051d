/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium without a window, as distributions have it. {@code -Dscreenshots=DIRECTORY} keeps what
 * it shows.
 */
final class Browser implements AutoCloseable {
  private static final List<String> BROWSERS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one; where there is none, the test is skipped. */
  static Browser start() {
    Logger.getLogger("org.openqa.selenium").setLevel(Level.SEVERE);
    String driver = first(DRIVERS, "chromedriver, which Debian has as chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(first(BROWSERS, "Chromium"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.WARNING);
    options.setCapability("goog:loggingPrefs", logs);
    return new Browser(
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(driver).toFile())
                .build(),
            options));
  }

  private static String first(List<String> places, String what) {
    return places.stream()
        .filter(place -> Files.isExecutable(Path.of(place)))
        .findFirst()
        .orElseGet(
            () -> {
              Assumptions.abort("There is no " + what + " here: looked for " + places);
              throw new AssertionError();
            });
  }

  /** Opens the page. */
  Browser open(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    driver.get("about:blank");
    driver.get(Shown.dashboard().url() + "#token=" + Shown.TOKEN);
    return this;
  }

  /** Waits until a script answers true. */
  void await(String condition) {
    new WebDriverWait(driver, java.time.Duration.ofSeconds(30))
        .pollingEvery(java.time.Duration.ofMillis(20))
        .withMessage(condition)
        .until(each -> Boolean.TRUE.equals(driver.executeScript("return " + condition)));
  }

  /** Waits until an element has some text in it. */
  void awaitText(String selector, String text) {
    await("document.querySelector('" + selector + "')?.textContent.includes('" + text + "')");
  }

  Object script(String script) {
    return driver.executeScript(script);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  void view(String name) {
    find("[data-view='" + name + "']").click();
  }

  /** Keeps what is shown, if that is asked for. */
  void keep(String name) throws IOException {
    String directory = System.getProperty("screenshots");
    if (directory != null) {
      Files.write(Path.of(directory, name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }
  }

  /** Nothing was refused by the content policy, and no script has failed. */
  void assertNoComplaints() {
    assertEquals(
        List.of(),
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(Object::toString)
            .toList());
  }

  @Override
  public void close() {
    driver.quit();
  }
}
