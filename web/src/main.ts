import { createPinia } from "pinia";
import { createApp } from "vue";
import "element-plus/theme-chalk/base.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/element.css";
import App from "./App.vue";
import { i18n } from "./locales";
import { router } from "./router";

createApp(App).use(createPinia()).use(i18n).use(router).mount("#app");
